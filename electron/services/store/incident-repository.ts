import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely';
import type { IncidentFilter, IncidentKind, IncidentStatus } from '../../../shared/schemas/incident.ts';
import { type Reach, wholeReach } from '../../../shared/schemas/user.ts';
import type { Database, Tables } from './database.ts';
import { type IncidentRecord, incidentRecordOf, incidentRowOf } from './incident-record.ts';
import { insertIncidentEvents, type NewIncidentEvent } from './incident-event-repository.ts';
import { queueFollowUps } from './incident-follow-ups.ts';
import { insertDeliveries, type NewDelivery } from './outbox-repository.ts';

/** What a person changes of an incident. */
export type IncidentChange = Partial<
  Pick<
    IncidentRecord,
    'status' | 'acknowledgedBy' | 'acknowledgedAtMs' | 'closedBy' | 'closedAtMs' | 'note' | 'firstTapAtMs' | 'escalateAtMs' | 'sirenAtMs'
  >
>;

/** What is written in the same transaction as a change. */
export interface ChangeTrail {
  readonly events: readonly NewIncidentEvent[];
  /** Everybody who got the alert is told of the change. */
  readonly tellRecipients: boolean;
  readonly nowMs: number;
}

/** What the writer believes to be there. */
export interface ExpectedState {
  readonly status: IncidentStatus;
  readonly revision?: number | undefined;
}

export interface IncidentPage {
  readonly records: readonly IncidentRecord[];
  /** How many fit the filter, whatever the page. */
  readonly total: number;
}

export interface ChangedIncident {
  readonly record: IncidentRecord;
  /** `seq` of the latest line of its history. */
  readonly seq: number;
}

/** Incidents in the database. Every write that a console can see raises `revision` by one. */
export interface IncidentRepository {
  /** Incident, messages and history in one transaction. @returns false, with nothing written, when this candidate was stored before. */
  insert(record: IncidentRecord, deliveries: readonly NewDelivery[], nowMs: number, events?: readonly NewIncidentEvent[]): Promise<boolean>;
  get(id: string): Promise<IncidentRecord | null>;
  findByCandidateKey(candidateKey: string): Promise<IncidentRecord | null>;
  /** The latest incident of this kind on this camera whose candidates reach into [fromMs, toMs], frame times. */
  findAround(cameraId: string, kind: IncidentKind, fromMs: number, toMs: number): Promise<IncidentRecord | null>;
  /** Newest first by detection time, equal times by id. `before` is the last incident of the previous page. Page and total within reach. */
  list(
    filter: Omit<IncidentFilter, 'beforeId'>,
    before: Pick<IncidentRecord, 'detectedAtMs' | 'id'> | null,
    reach?: Reach,
  ): Promise<IncidentPage>;
  /** Incidents with a line of history after `seq`, in the order of their latest line, within reach. */
  changedSince(seq: number, limit: number, reach?: Reach): Promise<readonly ChangedIncident[]>;
  /** Writes only while status (and revision, when given) are still those of `from`. @returns null when they are not. */
  change(id: string, from: ExpectedState, change: IncidentChange, trail?: ChangeTrail): Promise<IncidentRecord | null>;
  /** Adds a later candidate; confidence only rises. @returns null when the incident is gone. */
  addCandidate(id: string, confidence: number, frameAtMs: number): Promise<IncidentRecord | null>;
  /** The first call counts; a new incident is notified by it. @returns null when it was shown before, or is gone. */
  markShown(id: string, atMs: number, who?: string | null): Promise<IncidentRecord | null>;
  /** Sets the time the row was committed, known only afterwards; not counted as a change. */
  recordStored(id: string, atMs: number): Promise<void>;
  attachPhoto(id: string, photoPath: string): Promise<IncidentRecord | null>;
}

/** @see IncidentRepository */
export function incidentRepository(database: Database): IncidentRepository {
  const changed = async (query: { executeTakeFirst(): Promise<unknown> }) => {
    const row = await query.executeTakeFirst();
    return row ? incidentRecordOf(row) : null;
  };
  const update = () => database.updateTable('incidents').set((eb) => ({ revision: eb('revision', '+', 1) }));
  return {
    insert: (record, deliveries, nowMs, events = []) =>
      database.transaction().execute(async (transaction) => {
        const result = await transaction
          .insertInto('incidents')
          .values(incidentRowOf(record))
          .onConflict((conflict) => conflict.column('candidateKey').doNothing())
          .executeTakeFirst();
        if ((result.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
        await insertDeliveries(transaction, deliveries, nowMs);
        await insertIncidentEvents(transaction, events);
        return true;
      }),
    get: (id) => changed(database.selectFrom('incidents').selectAll().where('id', '=', id)),
    findByCandidateKey: (key) => changed(database.selectFrom('incidents').selectAll().where('candidateKey', '=', key)),
    findAround: (cameraId, kind, fromMs, toMs) =>
      changed(
        database
          .selectFrom('incidents')
          .selectAll()
          .where('cameraId', '=', cameraId)
          .where('kind', '=', kind)
          .where('lastCandidateAtMs', '>=', fromMs)
          .where('frameAtMs', '<=', toMs)
          .orderBy('lastCandidateAtMs', 'desc')
          .limit(1),
      ),
    async list(filter, before, reach = wholeReach) {
      const matching = matchingIncidents(database, filter, reach);
      const page = matching
        .selectAll()
        .$if(before !== null, (query) => query.where((eb) => olderThan(eb, before ?? { detectedAtMs: 0, id: '' })))
        .orderBy('detectedAtMs', 'desc')
        .orderBy('id', 'desc')
        .limit(filter.limit);
      const count = matching.select((eb) => eb.fn.countAll<number>().as('count'));
      const [rows, { count: total }] = await Promise.all([page.execute(), count.executeTakeFirstOrThrow()]);
      return { records: rows.map(incidentRecordOf), total };
    },
    async changedSince(seq, limit, reach = wholeReach) {
      // The limit limits nothing: it keeps SQLite from grouping the whole history by incident instead of reading the index by seq.
      const lines = database
        .selectFrom('incidentEvents')
        .select(['incidentId', 'seq'])
        .where('seq', '>', seq)
        .limit(Number.MAX_SAFE_INTEGER);
      const changes = database
        .selectFrom(lines.as('lines'))
        .select((eb) => ['incidentId', eb.fn.max('seq').as('changedSeq')])
        .groupBy('incidentId');
      const rows = await matchingIncidents(database, {}, reach)
        .innerJoin(changes.as('changes'), 'changes.incidentId', 'incidents.id')
        .selectAll('incidents')
        .select('changes.changedSeq')
        .orderBy('changes.changedSeq')
        .limit(limit)
        .execute();
      return rows.map(({ changedSeq, ...row }) => ({ record: incidentRecordOf(row), seq: Number(changedSeq) }));
    },
    change: (id, from, change, trail) =>
      database.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('incidents')
          .set((eb) => ({ ...change, revision: eb('revision', '+', 1) }))
          .where('id', '=', id)
          .where('status', '=', from.status)
          .$if(from.revision !== undefined, (query) => query.where('revision', '=', from.revision ?? 0))
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        if (trail) await insertIncidentEvents(transaction, trail.events);
        if (trail?.tellRecipients) await queueFollowUps(transaction, 'update', id, String(row.revision), trail.nowMs);
        return incidentRecordOf(row);
      }),
    async addCandidate(id, confidence, frameAtMs) {
      const merged = database
        .updateTable('incidents')
        .set((eb) => ({
          revision: eb
            .case()
            .when('confidence', '<', confidence)
            .then(eb('revision', '+', 1))
            .else(eb.ref('revision'))
            .end(),
          confidence: eb.case().when('confidence', '<', confidence).then(confidence).else(eb.ref('confidence')).end(),
          lastCandidateAtMs: eb.case().when('lastCandidateAtMs', '<', frameAtMs).then(frameAtMs).else(eb.ref('lastCandidateAtMs')).end(),
          candidateCount: eb('candidateCount', '+', 1),
        }))
        .where('id', '=', id);
      return changed(merged.returningAll());
    },
    markShown: (id, atMs, who = null) =>
      database.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('incidents')
          .set((eb) => ({
            revision: eb('revision', '+', 1),
            shownAtMs: atMs,
            status: eb.case().when('status', '=', 'new').then('notified').else(eb.ref('status')).end(),
          }))
          .where('id', '=', id)
          .where('shownAtMs', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        await insertIncidentEvents(transaction, [{ incidentId: id, atMs, kind: 'shown', who, via: 'console', detail: null }]);
        return incidentRecordOf(row);
      }),
    async recordStored(id, atMs) {
      await database.updateTable('incidents').set({ storedAtMs: atMs }).where('id', '=', id).execute();
    },
    attachPhoto: (id, photoPath) => changed(update().set({ photoPath }).where('id', '=', id).returningAll()),
  };
}

function matchingIncidents(
  database: Database,
  filter: Partial<Omit<IncidentFilter, 'beforeId'>>,
  reach: Reach,
): SelectQueryBuilder<Tables, 'incidents', object> {
  const { cameraId, siteId, kind, status, fromMs, toMs } = filter;
  return database
    .selectFrom('incidents')
    .$if(!reach.all, (query) => query.where((eb) => within(eb, reach)))
    .$if(cameraId !== undefined, (query) => query.where('cameraId', '=', cameraId ?? null))
    .$if(siteId !== undefined, (query) => query.where('siteId', '=', siteId ?? null))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(status !== undefined, (query) => query.where('status', 'in', status === 'waiting' ? ['new', 'notified'] : [status ?? '']))
    .$if(fromMs !== undefined, (query) => query.where('detectedAtMs', '>=', fromMs ?? 0))
    .$if(toMs !== undefined, (query) => query.where('detectedAtMs', '<=', toMs ?? 0));
}

/** What `reaches` says, in SQL. */
function within(eb: ExpressionBuilder<Tables, 'incidents'>, reach: Reach) {
  const { cameraIds, siteIds } = reach.all ? { cameraIds: [], siteIds: [] } : reach;
  return eb.or([
    eb.and([eb('cameraId', 'is', null), eb('siteId', 'is', null)]),
    ...(cameraIds.length > 0 ? [eb('cameraId', 'in', cameraIds)] : []),
    ...(siteIds.length > 0 ? [eb('siteId', 'in', siteIds)] : []),
  ]);
}

function olderThan(eb: ExpressionBuilder<Tables, 'incidents'>, { detectedAtMs, id }: Pick<IncidentRecord, 'detectedAtMs' | 'id'>) {
  return eb(eb.refTuple('detectedAtMs', 'id'), '<', eb.tuple(detectedAtMs, id));
}
