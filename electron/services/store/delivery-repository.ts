import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { viaSchema } from '../../../shared/schemas/channel-name.ts';
import { type IncidentKind, incidentKindSchema } from '../../../shared/schemas/incident.ts';
import type { Database, Tables } from './database.ts';
import { recordAcceptance } from './delivery-acceptance.ts';
import { queueFollowUps } from './incident-follow-ups.ts';
import { isPostgres } from './dialect.ts';
import type { IncidentRecord } from './incident-record.ts';
import { insertIncidentEvents } from './incident-event-repository.ts';
import { type Delivery, deliverySchema, markAttemptFailed } from './outbox-repository.ts';

/** What a worker asks for. */
export interface Claim {
  readonly channel: string;
  /** Names the station: its leases are its own after a restart. */
  readonly owner: string;
  readonly nowMs: number;
  readonly leaseUntilMs: number;
  readonly limit: number;
  /** Recipients that have to wait. */
  readonly notTo: readonly string[];
}

/** When contacts were last told of this kind on this camera. */
export interface Told {
  readonly cameraId: string;
  readonly kind: IncidentKind;
  readonly incidentId: string;
  readonly atMs: number;
}

/** Rows of the outbox that go to contacts. Several stations may work on the same rows: each attempt begins with a lease. */
export interface DeliveryRepository {
  /**
   * Takes rows that may be sent now, at most one a recipient, most urgent first, then in the order they were queued. `attempts`
   * counts this one already: a crash after it leaves a trace.
   */
  claim(claim: Claim): Promise<Delivery[]>;
  /** When the next row may be claimed if nothing happens before; null = none waits. */
  nextDueAtMs(channel: string, nowMs: number, notTo: readonly string[]): Promise<number | null>;
  /** The service took it. @returns the incident when that changed it. */
  markAccepted(delivery: Delivery, atMs: number, reference: string | null): Promise<IncidentRecord | null>;
  /** The attempt failed. @param nextAttemptAtMs null = for good. */
  markRefused(delivery: Delivery, reason: string, nextAttemptAtMs: number | null, nowMs: number): Promise<void>;
  /** Lets go what this station had under way when it ended. */
  release(owner: string): Promise<void>;
  /** Gives up what has outlived its use and is not under way. @returns how many. */
  expire(channel: string, nowMs: number): Promise<number>;
  waiting(): Promise<ReadonlyMap<string, number>>;
  /** Those of the channels that have rows still to be sent, due or not. */
  channelsWaiting(channels: readonly string[]): Promise<string[]>;
  lastDelivered(): Promise<ReadonlyMap<string, number>>;
  /** The service's id of the alert this recipient got of the incident; null = got none, or it has no id. */
  alertReference(incidentId: string, channel: string, recipient: string): Promise<string | null>;
  toldSince(sinceMs: number): Promise<Told[]>;
  /** The video for everybody who got the alert of this incident. */
  queueClip(incidentId: string, nowMs: number): Promise<void>;
}

/** A row that failed this often no longer holds up those behind it: one poisoned message must not silence a recipient. */
const attemptsThatHoldUp = 3;

/** @see DeliveryRepository */
export function deliveryRepository(database: Database): DeliveryRepository {
  const waitingRows = (channel: string, nowMs: number, notTo: readonly string[]) =>
    database
      .selectFrom('outbox as o')
      .where('o.channel', '=', channel)
      .where('o.state', '=', 'pending')
      .$if(notTo.length > 0, (query) => query.where('o.recipient', 'not in', [...notTo]))
      .where((eb) => eb.or([eb('o.expiresAtMs', 'is', null), eb('o.expiresAtMs', '>', nowMs)]))
      .where((eb) => eb.not(eb.exists(heldUpBy(eb, nowMs))));
  return {
    async claim({ channel, owner, nowMs, leaseUntilMs, limit, notTo }) {
      const free = waitingRows(channel, nowMs, notTo)
        .select('o.id')
        .where('o.nextAttemptAtMs', '<=', nowMs)
        .where((eb) => eb.or([eb('o.leaseUntilMs', 'is', null), eb('o.leaseUntilMs', '<=', nowMs)]))
        .orderBy('o.priority', 'desc')
        .orderBy('o.seq')
        .limit(limit)
        .$if(isPostgres(database), (query) => query.forUpdate('o').skipLocked());
      const rows = await database
        .updateTable('outbox')
        .set((eb) => ({ leaseOwner: owner, leaseUntilMs, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', free)
        .returningAll()
        .execute();
      const parsed = rows.map((row) => ({ id: row.id, result: deliverySchema.safeParse(row) }));
      for (const { id, result } of parsed) {
        if (!result.success) await markAttemptFailed(database, id, `damaged row: ${result.error.message}`, null);
      }
      return parsed.flatMap(({ result }) => (result.success ? [result.data] : [])).sort((a, b) => b.priority - a.priority || a.seq - b.seq);
    },
    async nextDueAtMs(channel, nowMs, notTo) {
      const row = await waitingRows(channel, nowMs, notTo)
        .select((eb) =>
          eb.fn
            .min<number | null>(
              eb
                .case()
                .when(eb('o.leaseUntilMs', '>', eb.ref('o.nextAttemptAtMs')))
                .then(eb.ref('o.leaseUntilMs'))
                .else(eb.ref('o.nextAttemptAtMs'))
                .end(),
            )
            .as('atMs'),
        )
        .executeTakeFirst();
      return row?.atMs ?? null;
    },
    markAccepted: (delivery, atMs, reference) =>
      database.transaction().execute((transaction) => recordAcceptance(transaction, delivery, atMs, reference)),
    markRefused: (delivery, reason, nextAttemptAtMs, nowMs) =>
      database.transaction().execute(async (transaction) => {
        const ended = nextAttemptAtMs === null;
        await transaction
          .updateTable('outbox')
          .set({
            ...(ended ? { state: 'failed' } : { nextAttemptAtMs }),
            leaseOwner: null,
            leaseUntilMs: null,
            lastError: reason.slice(0, 500),
          })
          .where('id', '=', delivery.id)
          .where('state', '=', 'pending')
          .execute();
        if (ended && delivery.incidentId !== null)
          await insertIncidentEvents(transaction, [failureOf(delivery, delivery.incidentId, reason, nowMs)]);
      }),
    async release(owner) {
      await database
        .updateTable('outbox')
        .set({ leaseOwner: null, leaseUntilMs: null })
        .where('leaseOwner', '=', owner)
        .where('state', '=', 'pending')
        .execute();
    },
    async expire(channel, nowMs) {
      const result = await database
        .updateTable('outbox')
        .set({ state: 'expired', leaseOwner: null, leaseUntilMs: null })
        .where('channel', '=', channel)
        .where('state', '=', 'pending')
        .where('expiresAtMs', '<=', nowMs)
        .where((eb) => eb.or([eb('leaseUntilMs', 'is', null), eb('leaseUntilMs', '<=', nowMs)]))
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },
    async waiting() {
      const rows = await database
        .selectFrom('outbox')
        .select((eb) => ['channel', eb.fn.countAll<number>().as('count')])
        .where('state', '=', 'pending')
        .groupBy('channel')
        .execute();
      return new Map(rows.map(({ channel, count }) => [channel, Number(count)]));
    },
    async channelsWaiting(channels) {
      if (channels.length === 0) return [];
      // Named, so that the index leads to each: over all of them the whole history would be read.
      const rows = await database
        .selectFrom('outbox')
        .select('channel')
        .distinct()
        .where('channel', 'in', channels)
        .where('state', '=', 'pending')
        .execute();
      return rows.map(({ channel }) => channel);
    },
    async lastDelivered() {
      const rows = await database
        .selectFrom('outbox')
        .select((eb) => ['channel', eb.fn.max('deliveredAtMs').as('atMs')])
        .where('state', '=', 'delivered')
        .groupBy('channel')
        .execute();
      return new Map(rows.flatMap(({ channel, atMs }) => (atMs === null ? [] : [[channel, atMs]])));
    },
    async alertReference(incidentId, channel, recipient) {
      const row = await database
        .selectFrom('outbox')
        .select('reference')
        .where('incidentId', '=', incidentId)
        .where('channel', '=', channel)
        .where('recipient', '=', recipient)
        .where('reference', 'is not', null)
        .where('payload', 'like', '%"kind":"alert"%')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.reference ?? null;
    },
    queueClip: (incidentId, nowMs) =>
      database.transaction().execute((transaction) => queueFollowUps(transaction, 'clip', incidentId, 'clip', nowMs)),
    async toldSince(sinceMs) {
      const rows = await database
        .selectFrom('outbox')
        .innerJoin('incidents', 'incidents.id', 'outbox.incidentId')
        .select(['incidents.cameraId', 'incidents.kind', 'incidents.id as incidentId', 'outbox.createdAtMs as atMs'])
        .distinct()
        .where('outbox.contactId', 'is not', null)
        .where('outbox.state', '!=', 'suppressed')
        .where('incidents.detectedAtMs', '>=', sinceMs)
        .orderBy('atMs')
        .execute();
      return rows.flatMap(({ cameraId, kind, incidentId, atMs }) =>
        cameraId === null ? [] : [{ cameraId, kind: incidentKindSchema.parse(kind), incidentId, atMs }],
      );
    },
  };
}

/** Another row to the same recipient that is under way, or goes first. */
function heldUpBy(eb: ExpressionBuilder<Tables & { o: Tables['outbox'] }, 'o'>, nowMs: number): Expression<SqlBool> {
  return eb
    .selectFrom('outbox as b')
    .select('b.id')
    .whereRef('b.channel', '=', 'o.channel')
    .whereRef('b.recipient', '=', 'o.recipient')
    .where('b.state', '=', 'pending')
    .whereRef('b.id', '!=', 'o.id')
    .where((inner) => inner.or([inner('b.expiresAtMs', 'is', null), inner('b.expiresAtMs', '>', nowMs)]))
    .where((inner) =>
      inner.or([
        inner('b.leaseUntilMs', '>', nowMs),
        inner.and([
          inner('b.attempts', '<', attemptsThatHoldUp),
          inner.or([
            inner('b.priority', '>', inner.ref('o.priority')),
            inner.and([inner('b.priority', '=', inner.ref('o.priority')), inner('b.seq', '<', inner.ref('o.seq'))]),
          ]),
        ]),
      ]),
    ) as unknown as Expression<SqlBool>;
}

function failureOf({ contactName, channel }: Delivery, incidentId: string, reason: string, atMs: number) {
  return { incidentId, atMs, kind: 'failed' as const, who: contactName, via: viaSchema.catch('station').parse(channel), detail: reason };
}
