import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { tunnelArrivalOf } from './arrival.ts';

/**
 * True when a request may be meant for this station: through a tunnel only under exactly that tunnel's public host, otherwise under a
 * name of this machine.
 */
export function asksForThisStation(request: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
  const arrival = tunnelArrivalOf(request);
  if (!arrival) return isOwnHost(request.headers.host);
  return arrival.host !== null && request.headers.host?.toLowerCase() === arrival.host.toLowerCase();
}

/**
 * True when a Host header may name this station: an IP address, localhost or this machine's own name. A page of another site that
 * points its own name at this machine (DNS rebinding) sends its own name and is refused.
 */
export function isOwnHost(header: string | undefined, ownName: string = hostname()): boolean {
  const name = hostWithoutPort(header);
  if (name === null) return false;
  const own = ownName.toLowerCase();
  return isIP(name) !== 0 || name === 'localhost' || name === own || name === `${own}.local`;
}

function hostWithoutPort(header: string | undefined): string | null {
  if (!header || header.length > 300) return null;
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(header);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}
