import { createHmac } from 'node:crypto';

/**
 * What a receiver checks: HMAC-SHA256, keyed with the webhook's secret, over `<timestamp>.<body>`. The time is under the signature, so
 * that an old message cannot be played again.
 * @param timestampMs Unix milliseconds, as in `x-sentra-timestamp`
 * @returns `sha256=<hex>`, as in `x-sentra-signature`
 */
export function webhookSignature(secret: string, timestampMs: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestampMs}.${body}`).digest('hex')}`;
}
