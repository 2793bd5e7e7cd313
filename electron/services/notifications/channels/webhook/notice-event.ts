import type { WebhookEvent } from '../../../../../shared/schemas/webhook.ts';
import type { OutgoingMessage } from '../../channel.ts';
import type { ReadNotice } from '../notice-reader.ts';

/** A notice as an event: a webhook may also be the address of a contact, and then gets what the contact gets. */
export function eventOf({ notice, incident }: ReadNotice, { idempotencyKey: id }: OutgoingMessage, atMs: number): WebhookEvent {
  if (notice.kind === 'event') return notice.event;
  if (notice.kind === 'address') return { id, event: 'station.address', atMs, data: { url: notice.url } };
  if (notice.kind === 'test' || !incident) return { id, event: 'test', atMs, data: { message: 'Events will reach you here.' } };
  return { id, event: notice.kind === 'alert' ? 'incident.created' : 'incident.updated', atMs, data: incident };
}
