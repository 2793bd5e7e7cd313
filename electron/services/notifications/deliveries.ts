import { randomUUID } from 'node:crypto';
import type { IncidentKind } from '../../../shared/schemas/incident.ts';
import type { Contact, ContactAddress, Notice, SuppressionReason } from '../../../shared/schemas/notification.ts';
import type { NewDelivery } from '../store/outbox-repository.ts';

/** What goes first; the follow-ups of an alert have 80 (update) and 60 (clip), see `store/incident-follow-ups.ts`. */
const priorities = { emergency: 200, alert: 100, test: 90, address: 50 };
/** A person who was out of reach for longer reads of it in the console; an alarm about yesterday helps nobody. */
const alertLifeMs = 24 * 60 * 60_000;
const addressLifeMs = 60 * 60_000;
export const testLifeMs = 60_000;

export interface AlertedIncident {
  readonly id: string;
  readonly kind: IncidentKind;
}

/** The alert of an incident over every way to reach the contact; `reasonFor` says of each why it is not sent, null = it is. */
export function alertDeliveries(
  contact: Contact,
  { id: incidentId, kind }: AlertedIncident,
  nowMs: number,
  reasonFor: (address: ContactAddress) => SuppressionReason | null,
): NewDelivery[] {
  return usable(contact).map((address) => {
    const reason = reasonFor(address);
    const key = `${address.channel}:${address.address}:${incidentId}:alert`;
    return {
      ...base(contact, address, { kind: 'alert', incidentId, language: contact.language }),
      incidentId,
      priority: kind === 'emergency' ? priorities.emergency : priorities.alert,
      expiresAtMs: nowMs + alertLifeMs,
      // What was held back may be sent later after all, under the key every alert to this address has: it cannot be doubled.
      ...(reason ? { state: 'suppressed' as const, reason, idempotencyKey: `${key}:suppressed` } : { idempotencyKey: key }),
    };
  });
}

/** The console's new address, over every way to reach the contact. */
export function addressDeliveries(contact: Contact, url: string, nowMs: number): NewDelivery[] {
  return usable(contact).map((address) => ({
    ...base(contact, address, { kind: 'address', url, language: contact.language }),
    incidentId: null,
    priority: priorities.address,
    expiresAtMs: nowMs + addressLifeMs,
    idempotencyKey: `${address.channel}:${address.address}:address:${nowMs}`,
  }));
}

/** A message that only shows that messages arrive. */
export function testDelivery(
  { channel, address, language }: Pick<ContactAddress, 'channel' | 'address'> & Pick<Contact, 'language'>,
  contact: Pick<Contact, 'id' | 'name'> | null,
  nowMs: number,
): NewDelivery {
  const id = randomUUID();
  return {
    id,
    incidentId: null,
    channel,
    recipient: address,
    contactId: contact?.id ?? null,
    contactName: contact?.name ?? null,
    payload: { kind: 'test', language } satisfies Notice,
    priority: priorities.test,
    expiresAtMs: nowMs + testLifeMs,
    idempotencyKey: `${channel}:${address}:test:${id}`,
  };
}

const usable = ({ addresses }: Contact) => addresses.filter(({ enabled }) => enabled);

function base({ id: contactId, name: contactName }: Contact, { channel, address }: ContactAddress, payload: Notice) {
  return { id: randomUUID(), channel, recipient: address, contactId, contactName, payload };
}
