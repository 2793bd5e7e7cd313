import { createHash } from 'node:crypto';
import { type PushPayload, pushPayloadSchema } from '../../../../../shared/schemas/push.ts';
import { SendRefusal } from '../../channel.ts';
import type { ReadNotice } from '../notice-reader.ts';

/** How a push service is to treat a message. @see RFC 8030, 5.2-5.4 */
export interface PushHandling {
  /** How long it keeps the message for a device that is away, seconds. */
  readonly ttlS: number;
  readonly urgency: 'high' | 'normal' | 'low';
  /** A newer message of the same topic takes the place of one that waits; at most 32 characters of base64url. */
  readonly topic: string;
}

const handling: Readonly<Record<PushPayload['kind'], Omit<PushHandling, 'topic'>>> = {
  alert: { ttlS: 24 * 60 * 60, urgency: 'high' },
  update: { ttlS: 60 * 60, urgency: 'normal' },
  clip: { ttlS: 6 * 60 * 60, urgency: 'low' },
  address: { ttlS: 60 * 60, urgency: 'normal' },
  test: { ttlS: 60, urgency: 'high' },
};

/** What a device gets: little, because push services take 4 KB and see that something came. */
export function pushPayloadOf({ notice, incident, text }: ReadNotice): { readonly payload: PushPayload; readonly handling: PushHandling } {
  if (notice.kind === 'event') throw new SendRefusal('Events are for webhooks', null);
  const tag = incident ? `incident-${incident.id}` : notice.kind;
  const payload = pushPayloadSchema.parse({
    version: 1,
    kind: notice.kind,
    incidentId: incident?.id ?? null,
    title: text.title.slice(0, 120),
    body: text.lines.join('\n').slice(0, 400),
    tag,
    path: incident ? `#/incidents/${incident.id}` : '',
    url: notice.kind === 'address' ? notice.url : null,
    language: notice.language,
    urgent: notice.kind === 'alert',
  });
  const topic = createHash('sha256').update(tag).digest('base64url').slice(0, 32);
  return { payload, handling: { ...handling[notice.kind], topic } };
}
