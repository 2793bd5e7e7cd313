import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What changed since a cursor is found without reading the whole history; the index alone answers. */
export const incidentChanges: Migration = {
  async up(db) {
    await sql.raw('create index incident_events_by_seq on incident_events (seq, incident_id)').execute(db);
  },
};
