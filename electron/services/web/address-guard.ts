import type { IncomingMessage } from 'node:http';
import type { Visitor } from '../allow-list/allow-list.ts';
import { clientAddress } from '../auth/client-address.ts';
import { visitorAddress } from './arrival.ts';

/** Who may come in by address. */
export interface AddressGuard {
  allows(visitor: Visitor): boolean;
  /** Told when somebody who was let in may be outside now. @returns a function that ends the subscription. */
  onChanged(listener: () => void): () => void;
}

/**
 * Answered to everybody: the station checks its own public address by the first, through a tunnel and so from outside; Telegram calls
 * the second, and proves itself by a secret.
 */
const openToEverybody: ReadonlySet<string> = new Set(['/health', '/api/telegram/webhook']);

/** True when the allow-list lets this request in. */
export function isLetIn(guard: AddressGuard, request: Pick<IncomingMessage, 'socket' | 'headers' | 'url'>): boolean {
  if (openToEverybody.has(request.url?.split('?')[0] ?? '')) return true;
  return guard.allows(clientAddress(visitorAddress(request), request.headers));
}
