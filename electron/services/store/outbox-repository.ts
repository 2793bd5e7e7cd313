import { z } from 'zod';
import {
  type DeliveryState,
  deliveryStateSchema,
  type SuppressionReason,
  suppressionReasonSchema,
} from '../../../shared/schemas/notification.ts';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';
import { nextSeq } from './next-seq.ts';

export const deliverySchema = z.object({
  id: idSchema,
  incidentId: idSchema.nullable(),
  channel: z.string(),
  recipient: z.string(),
  /** Checked by the channel's own schema. */
  payload: jsonColumn(z.unknown()),
  state: deliveryStateSchema,
  priority: z.number().int(),
  attempts: z.number().int().min(0),
  nextAttemptAtMs: timeMsSchema,
  expiresAtMs: timeMsSchema.nullable(),
  idempotencyKey: z.string(),
  createdAtMs: timeMsSchema,
  deliveredAtMs: timeMsSchema.nullable(),
  lastError: z.string().nullable(),
  seq: z.number().int(),
  contactId: idSchema.nullable(),
  contactName: z.string().nullable(),
  /** Why a suppressed row is not sent. */
  reason: suppressionReasonSchema.nullable(),
  leaseOwner: z.string().nullable(),
  leaseUntilMs: timeMsSchema.nullable(),
  /** The service's own id of the message. */
  reference: z.string().nullable(),
});
/** One message to one recipient over one channel. */
export type Delivery = z.infer<typeof deliverySchema>;

/** A message that is to be queued. */
export type NewDelivery = Pick<Delivery, 'id' | 'incidentId' | 'channel' | 'recipient' | 'priority' | 'idempotencyKey' | 'expiresAtMs'> & {
  readonly payload: unknown;
  /** When nothing is left to send: `delivered`; when it is not to be sent, with its `reason`: `suppressed`. */
  readonly state?: DeliveryState;
  readonly reason?: SuppressionReason;
  readonly contactId?: string | null;
  readonly contactName?: string | null;
};

/** Queued messages. Rows are written together with what they tell of (`IncidentRepository.insert`) or alone by `enqueue`. */
export interface OutboxRepository {
  /** A key that was queued before is left alone. */
  enqueue(deliveries: readonly NewDelivery[], nowMs: number): Promise<void>;
  /** What the channel may try now and has not outlived its use: most urgent first, then oldest. A damaged row is given up. */
  due(channel: string, nowMs: number, limit: number): Promise<Delivery[]>;
  /** When the channel's next waiting row may be tried; null = none waits. */
  nextAttemptAtMs(channel: string): Promise<number | null>;
  markDelivered(id: string, atMs: number): Promise<void>;
  /** @param nextAttemptAtMs null = give up. */
  markAttemptFailed(id: string, reason: string, nextAttemptAtMs: number | null): Promise<void>;
  /** Gives up whatever has outlived its use. @returns how many. */
  expire(channel: string, nowMs: number): Promise<number>;
  /** Every row about an incident, oldest first. */
  ofIncident(incidentId: string): Promise<Delivery[]>;
}

/** @see OutboxRepository */
export function outboxRepository(database: Database): OutboxRepository {
  return {
    enqueue: (deliveries, nowMs) => insertDeliveries(database, deliveries, nowMs),
    async due(channel, nowMs, limit) {
      const rows = await database
        .selectFrom('outbox')
        .selectAll()
        .where('channel', '=', channel)
        .where('state', '=', 'pending')
        .where('nextAttemptAtMs', '<=', nowMs)
        .where((eb) => eb.or([eb('expiresAtMs', 'is', null), eb('expiresAtMs', '>', nowMs)]))
        .orderBy('priority', 'desc')
        .orderBy('createdAtMs')
        .orderBy('id')
        .limit(limit)
        .execute();
      const parsed = rows.map((row) => ({ id: row.id, result: deliverySchema.safeParse(row) }));
      // A damaged row must not hold up the alerts behind it for ever.
      for (const { id, result } of parsed) {
        if (!result.success) await markAttemptFailed(database, id, `damaged row: ${result.error.message}`, null);
      }
      return parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
    },
    async nextAttemptAtMs(channel) {
      const row = await database
        .selectFrom('outbox')
        .select((eb) => eb.fn.min('nextAttemptAtMs').as('atMs'))
        .where('channel', '=', channel)
        .where('state', '=', 'pending')
        .executeTakeFirst();
      return row?.atMs ?? null;
    },
    async markDelivered(id, atMs) {
      await database
        .updateTable('outbox')
        .set((eb) => ({ state: 'delivered', deliveredAtMs: atMs, lastError: null, attempts: eb('attempts', '+', 1) }))
        .where('id', '=', id)
        .execute();
    },
    markAttemptFailed: (id, reason, nextAttemptAtMs) => markAttemptFailed(database, id, reason, nextAttemptAtMs),
    async expire(channel, nowMs) {
      const result = await database
        .updateTable('outbox')
        .set({ state: 'expired' })
        .where('channel', '=', channel)
        .where('state', '=', 'pending')
        .where('expiresAtMs', '<=', nowMs)
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },
    async ofIncident(incidentId) {
      const rows = await database
        .selectFrom('outbox')
        .selectAll()
        .where('incidentId', '=', incidentId)
        .orderBy('createdAtMs')
        .orderBy('id')
        .execute();
      return rows.map((row) => deliverySchema.parse(row));
    },
  };
}

/** Counts an attempt that failed; null = give up. */
export async function markAttemptFailed(database: Database, id: string, reason: string, nextAttemptAtMs: number | null): Promise<void> {
  const then = nextAttemptAtMs === null ? { state: 'failed' } : { nextAttemptAtMs };
  await database
    .updateTable('outbox')
    .set((eb) => ({ ...then, lastError: reason.slice(0, 500), attempts: eb('attempts', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Queues messages inside the caller's transaction. */
export async function insertDeliveries(database: Database, deliveries: readonly NewDelivery[], nowMs: number): Promise<void> {
  if (deliveries.length === 0) return;
  const rows = deliveries.map(({ payload, state = 'pending', contactId = null, contactName = null, reason, ...delivery }) => ({
    ...delivery,
    contactId,
    contactName,
    reason: reason ?? null,
    seq: nextSeq(nowMs),
    leaseOwner: null,
    leaseUntilMs: null,
    reference: null,
    payload: JSON.stringify(payload),
    state,
    attempts: 0,
    nextAttemptAtMs: nowMs,
    createdAtMs: nowMs,
    deliveredAtMs: state === 'delivered' ? nowMs : null,
    lastError: null,
  }));
  await database
    .insertInto('outbox')
    .values(rows)
    .onConflict((conflict) => conflict.column('idempotencyKey').doNothing())
    .execute();
}
