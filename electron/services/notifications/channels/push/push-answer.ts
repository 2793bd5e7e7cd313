import type { PostAnswer } from '../http/post.ts';

/** What became of a message for one device. */
export type DeviceOutcome =
  | { readonly kind: 'taken' }
  /** The browser was uninstalled or the permission taken back: the subscription is worth nothing any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly words: string }
  /** Try again; `retryAfterMs` null = with the usual back-off. */
  | { readonly kind: 'failed'; readonly words: string; readonly retryAfterMs: number | null };

const keyRetryMs = 60_000;
const tooManyRetryMs = 5_000;

/** @see RFC 8030, 5 and 7.3 */
export function deviceOutcome({ status, retryAfterMs }: PostAnswer): DeviceOutcome {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (status === 429) return { kind: 'failed', words: 'it asks to send more slowly', retryAfterMs: retryAfterMs ?? tooManyRetryMs };
  if (status === 401 || status === 403)
    return { kind: 'failed', words: `it does not accept the key of this station (HTTP ${status})`, retryAfterMs: keyRetryMs };
  if (status >= 500) return { kind: 'failed', words: `it has a problem of its own (HTTP ${status})`, retryAfterMs };
  return { kind: 'refused', words: `it refuses the message (HTTP ${status})` };
}
