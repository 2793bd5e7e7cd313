import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { cameraFailure } from './source.ts';

/** An address whose host is a number; `host` is the name and port it had, for a Host header. */
export interface ResolvedAddress {
  readonly url: string;
  readonly host: string;
}

/**
 * Looks the host name of an address up.
 * @returns null when there is no name in it.
 * @throws {AppError} `unknown_host`.
 */
export async function resolveName(url: string): Promise<ResolvedAddress | null> {
  const parsed = URL.parse(url);
  if (!parsed || parsed.hostname === '' || parsed.hostname.startsWith('[') || isIP(parsed.hostname)) return null;
  const { host } = parsed;
  const found = await lookup(parsed.hostname).catch((error: unknown) => {
    throw cameraFailure('unknown_host', 'No machine of this name is known.', { cause: error });
  });
  parsed.hostname = found.family === 6 ? `[${found.address}]` : found.address;
  return { url: parsed.href, host };
}
