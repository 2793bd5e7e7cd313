import { networkInterfaces } from 'node:os';

/** Addresses that listen to everybody. */
const everywhere = new Set(['0.0.0.0', '::']);

/**
 * The console's address for people elsewhere: the one of this machine in its network when the station listens there, else where it
 * listens. @param listening as the web server says it: `http://127.0.0.1:4001`.
 */
export function consoleAddress(host: string, listening: string, interfaces = networkInterfaces()): string {
  if (!everywhere.has(host)) return listening;
  const own = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  return own ? `http://${own.address}:${new URL(listening).port}` : listening;
}
