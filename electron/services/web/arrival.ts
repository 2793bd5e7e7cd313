import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { tunnelAddress } from '../auth/client-address.ts';

/** How connections of one tunnel come in: they end on this machine, but are nobody of this machine. */
export interface TunnelArrival {
  /** Host that visitors ask for, `name.example` or `name.example:8080`; null until the provider has told it. */
  host: string | null;
  https: boolean;
  /**
   * Header in which this provider itself, not its visitors, puts the visitor's address, in small letters; the last entry counts.
   * null = the provider gives none that can be believed.
   */
  readonly visitorHeader: string | null;
  /** Answer to a check of the public address; proves that the request came through this very tunnel. */
  proofOf(nonce: string): string;
}

const arrivals = new WeakMap<Socket, TunnelArrival>();

/**
 * Marks a connection as a tunnel's before its first byte is read. Whoever asks such a socket for its address gets `tunnel`, so that no
 * rule for loopback can mistake a visitor for this machine.
 */
export function markTunnelSocket(socket: Socket, arrival: TunnelArrival): void {
  arrivals.set(socket, arrival);
  Object.defineProperty(socket, 'remoteAddress', { value: tunnelAddress, configurable: true });
}

/** @returns null for a request that did not come through a tunnel. */
export function tunnelArrivalOf(request: Pick<IncomingMessage, 'socket'>): TunnelArrival | null {
  return arrivals.get(request.socket) ?? null;
}

/** Who is asking, for limits and logs: an IP address, or `tunnel` for a visitor whose address the provider does not tell. */
export function visitorAddress(request: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const arrival = tunnelArrivalOf(request);
  if (!arrival) return request.socket.remoteAddress ?? '';
  const header = arrival.visitorHeader ? request.headers[arrival.visitorHeader] : undefined;
  const told = [header].flat().at(-1)?.split(',').at(-1)?.trim() ?? '';
  // A provider that said "127.0.0.1" would hand out the rights of this machine.
  return isIP(told) !== 0 && !isOwnAddress(told) ? told : tunnelAddress;
}

/** True when the visitor's browser speaks https: cookies may be marked Secure. */
export function isHttps(request: Pick<IncomingMessage, 'socket'>): boolean {
  return tunnelArrivalOf(request)?.https ?? 'encrypted' in request.socket;
}

function isOwnAddress(address: string): boolean {
  return /^(::ffff:)?(127\.|0\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/i.test(address) || /^(::1?$|f[cde])/i.test(address);
}
