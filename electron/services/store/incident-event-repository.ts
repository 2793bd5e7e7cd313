import { randomUUID } from 'node:crypto';
import { type IncidentEvent, incidentEventSchema } from '../../../shared/schemas/incident.ts';
import type { Database } from './database.ts';
import { nextSeq } from './next-seq.ts';

/** A line that is to be written; its id is given by the repository. */
export type NewIncidentEvent = Omit<IncidentEvent, 'id'>;

/** The history of incidents; lines are only ever added. */
export interface IncidentEventRepository {
  add(events: readonly NewIncidentEvent[]): Promise<void>;
  /** Oldest first. */
  ofIncident(incidentId: string): Promise<IncidentEvent[]>;
}

/** @see IncidentEventRepository */
export function incidentEventRepository(database: Database): IncidentEventRepository {
  return {
    add: (events) => insertIncidentEvents(database, events),
    async ofIncident(incidentId) {
      const rows = await database
        .selectFrom('incidentEvents')
        .selectAll()
        .where('incidentId', '=', incidentId)
        .orderBy('atMs')
        .orderBy('seq')
        .execute();
      return rows.map((row) => incidentEventSchema.parse(row));
    },
  };
}

/** Writes lines inside the caller's transaction. */
export async function insertIncidentEvents(database: Database, events: readonly NewIncidentEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    ...event,
    who: event.who?.slice(0, 80) ?? null,
    detail: event.detail?.slice(0, 500) ?? null,
    id: randomUUID(),
    seq: nextSeq(event.atMs),
  }));
  await database.insertInto('incidentEvents').values(rows).execute();
}
