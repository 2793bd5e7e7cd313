import type { Database } from './database.ts';
import { type IncidentRecord, incidentRecordOf } from './incident-record.ts';
import { insertIncidentEvents, type NewIncidentEvent } from './incident-event-repository.ts';
import { insertDeliveries, type NewDelivery } from './outbox-repository.ts';

/** What one step does. */
export interface EscalationStep {
  readonly escalationLevel: number;
  readonly escalateAtMs: number | null;
  readonly sirenAtMs: number | null;
  readonly deliveries: readonly NewDelivery[];
  readonly events: readonly NewIncidentEvent[];
}

/** Incidents nobody took, and when something has to be done about them: due times are in the database, so that a restart keeps them. */
export interface EscalationRepository {
  due(nowMs: number, limit: number): Promise<IncidentRecord[]>;
  nextDueAtMs(): Promise<number | null>;
  /** Step, messages and history in one transaction. @returns null when somebody took it, or another station was quicker. */
  step(record: IncidentRecord, step: EscalationStep, nowMs: number): Promise<IncidentRecord | null>;
  /** Nobody took these and they were detected before `beforeMs`. */
  overdue(beforeMs: number, limit: number): Promise<IncidentRecord[]>;
}

const waiting = ['new', 'notified'];

/** @see EscalationRepository */
export function escalationRepository(database: Database): EscalationRepository {
  const untaken = () => database.selectFrom('incidents').where('status', 'in', waiting);
  return {
    async due(nowMs, limit) {
      const rows = await untaken().selectAll().where('escalateAtMs', '<=', nowMs).orderBy('escalateAtMs').limit(limit).execute();
      return rows.map(incidentRecordOf);
    },
    async nextDueAtMs() {
      const row = await untaken()
        .select((eb) => eb.fn.min('escalateAtMs').as('atMs'))
        .executeTakeFirst();
      return row?.atMs ?? null;
    },
    step: (record, { deliveries, events, ...change }, nowMs) =>
      database.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('incidents')
          .set((eb) => ({ ...change, revision: eb('revision', '+', 1) }))
          .$if(
            deliveries.some(({ state }) => state !== 'suppressed'),
            (query) => query.set((eb) => ({ firstQueuedAtMs: eb.fn.coalesce('firstQueuedAtMs', eb.val(nowMs)) })),
          )
          .where('id', '=', record.id)
          .where('status', 'in', waiting)
          .where('escalationLevel', '=', record.escalationLevel)
          .where('escalateAtMs', record.escalateAtMs === null ? 'is' : '=', record.escalateAtMs)
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        await insertDeliveries(transaction, deliveries, nowMs);
        await insertIncidentEvents(transaction, events);
        return incidentRecordOf(row);
      }),
    async overdue(beforeMs, limit) {
      const rows = await untaken().selectAll().where('detectedAtMs', '<', beforeMs).orderBy('detectedAtMs').limit(limit).execute();
      return rows.map(incidentRecordOf);
    },
  };
}
