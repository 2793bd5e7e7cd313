import { randomUUID } from 'node:crypto';
import { type Notice, noticeSchema } from '../../../shared/schemas/notification.ts';
import type { Database } from './database.ts';
import { type Delivery, deliverySchema, insertDeliveries, type NewDelivery } from './outbox-repository.ts';

const priorities = { update: 80, clip: 60 };
/** Later than this nobody needs an old message corrected, or the video of it. */
const lifeMs = { update: 60 * 60_000, clip: 6 * 60 * 60_000 };
type FollowUp = keyof typeof priorities;

/**
 * Queues, inside the caller's transaction, an `update` or the `clip` for everybody who got (or is about to get) the alert of this
 * incident. An alert or update that waits untried already says what there is to say when it is sent: messages tell the present state.
 * @param occasion tells one follow-up from another: the same one is queued once.
 */
export async function queueFollowUps(
  transaction: Database,
  kind: FollowUp,
  incidentId: string,
  occasion: string,
  nowMs: number,
): Promise<void> {
  const rows = await transaction.selectFrom('outbox').selectAll().where('incidentId', '=', incidentId).execute();
  const known = rows.flatMap(knownOf);
  const untried = known.filter(({ delivery, notice }) => isUntried(delivery) && notice.kind !== 'clip');
  const coming = new Set(kind === 'update' ? untried.map(({ delivery }) => recipientOf(delivery)) : []);
  const told = known.filter(({ delivery, notice }) => notice.kind === 'alert' && isOut(delivery) && !coming.has(recipientOf(delivery)));
  const queued = new Map(
    told.map(({ delivery, notice }) => [recipientOf(delivery), followUpOf(delivery, notice, { kind, incidentId, occasion, nowMs })]),
  );
  await insertDeliveries(transaction, [...queued.values()], nowMs);
}

function knownOf(row: unknown): { readonly delivery: Delivery; readonly notice: Notice }[] {
  const delivery = deliverySchema.safeParse(row);
  const notice = delivery.success ? noticeSchema.safeParse(delivery.data.payload) : null;
  return delivery.success && notice?.success ? [{ delivery: delivery.data, notice: notice.data }] : [];
}

const recipientOf = ({ channel, recipient }: Delivery) => `${channel} ${recipient}`;
const isUntried = ({ state, attempts }: Delivery) => state === 'pending' && attempts === 0;
const isOut = ({ state }: Delivery) => state === 'delivered' || state === 'pending';

interface Occasion {
  readonly kind: FollowUp;
  readonly incidentId: string;
  readonly occasion: string;
  readonly nowMs: number;
}

function followUpOf(
  { channel, recipient, contactId, contactName }: Delivery,
  { language }: Notice,
  { kind, incidentId, occasion, nowMs }: Occasion,
): NewDelivery {
  return {
    id: randomUUID(),
    incidentId,
    channel,
    recipient,
    contactId,
    contactName,
    payload: { kind, incidentId, language },
    priority: priorities[kind],
    idempotencyKey: `${channel}:${recipient}:${incidentId}:${kind}:${occasion}`,
    expiresAtMs: nowMs + lifeMs[kind],
  };
}
