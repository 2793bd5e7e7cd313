import { randomBytes, timingSafeEqual } from 'node:crypto';
import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { checkHeader, proofHeader } from '../web/health-routes.ts';
import { TunnelFailure } from './tunnel-provider.ts';

export interface PublicCheckOptions {
  readonly url: string;
  /** What this tunnel's entrance answers to a nonce. */
  readonly proofOf: (nonce: string) => string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Goes out to the internet and in again through the public address. Only an answer that holds the proof of this tunnel's own entrance
 * counts: a page of the tunnel's operator, or another station that was given our old address, has no such answer.
 * @throws {TunnelFailure} `not_reachable` or `foreign_page`.
 */
export async function checkPublicAddress({ url, proofOf, timeoutMs, signal }: PublicCheckOptions): Promise<void> {
  const nonce = randomBytes(24).toString('base64url');
  const { host } = new URL(url);
  const answer = await ask(new URL(`/health?check=${nonce}`, url), nonce, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])).catch(
    (cause: unknown) => {
      throw new TunnelFailure('not_reachable', `${host} does not answer (${reasonOf(cause)}).`, { cause });
    },
  );
  if (isProof(answer.headers[proofHeader], proofOf(nonce))) return;
  const status = answer.statusCode ?? 0;
  if (status >= 500 || status === 404)
    throw new TunnelFailure('not_reachable', `${host} does not lead to this station (answer ${status}).`);
  throw new TunnelFailure('foreign_page', `${host} shows a page that is not this station's (answer ${status}).`);
}

function ask(address: URL, nonce: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = address.protocol === 'https:' ? httpsRequest : httpRequest;
    const request: ClientRequest = send(address, {
      signal,
      // A connection of its own for each check: a kept one would not notice that the name leads elsewhere now.
      agent: false,
      lookup: lookupLocal,
      headers: {
        [checkHeader]: nonce,
        'user-agent': 'sentra-check',
        'cache-control': 'no-cache',
        // Pages that these two providers put before a station's for browsers.
        'bypass-tunnel-reminder': '1',
        'ngrok-skip-browser-warning': '1',
      },
    });
    request.once('response', (response) => {
      resolve(response);
      response.on('error', reject);
      // The head says all.
      response.destroy();
    });
    request.on('error', reject);
    request.end();
  });
}

/** Names under `.localhost` are this machine's (RFC 6761), which not every system's resolver knows. */
const lookupLocal: LookupFunction = (name, options, done) => {
  if (name === 'localhost' || name.endsWith('.localhost')) lookup('127.0.0.1', options, done);
  else lookup(name, options, done);
};

function isProof(given: string | string[] | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  if (cause.name === 'AbortError' || cause.name === 'TimeoutError') return 'no answer in time';
  return (cause as NodeJS.ErrnoException).code ?? 'no connection';
}
