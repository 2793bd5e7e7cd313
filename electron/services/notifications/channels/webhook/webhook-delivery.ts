import { randomUUID } from 'node:crypto';
import type { Notice } from '../../../../../shared/schemas/notification.ts';
import type { WebhookEvent } from '../../../../../shared/schemas/webhook.ts';
import type { NewDelivery } from '../../../store/outbox-repository.ts';

/** Alerts of people go first; programs can wait a moment. */
const priorities = { 'incident.created': 95, other: 70 };
/** A receiver that was away for a day gets what it missed. */
const lifeMs = 24 * 60 * 60_000;

/**
 * The row that tells one webhook of one event. It names no incident: receipts and follow-ups of an incident are about people.
 * @param replay tells a wanted repetition from an accidental one; left out = the first time
 */
export function webhookDelivery(webhookId: string, event: WebhookEvent, nowMs: number, replay?: string): NewDelivery {
  const key = `webhook:${webhookId}:${event.id}`;
  return {
    id: randomUUID(),
    incidentId: null,
    channel: 'webhook',
    recipient: webhookId,
    payload: { kind: 'event', event, language: 'en' } satisfies Notice,
    priority: event.event === 'incident.created' ? priorities['incident.created'] : priorities.other,
    idempotencyKey: replay === undefined ? key : `${key}:replay:${replay}`,
    expiresAtMs: nowMs + lifeMs,
  };
}
