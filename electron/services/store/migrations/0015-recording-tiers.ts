import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * With a million recordings every look of retention and archive must be a look into an index: the database answers on the thread that
 * raises alerts. The index on `open` misled: nearly every row is closed, and without statistics SQLite took it for the best. Queries
 * repeat the conditions word for word, or the indexes are not used.
 */
const statements = [
  'drop index recording_segments_open',
  'drop index recording_segments_by_place',
  'create index recording_segments_writing on recording_segments (start_ms) where open = 1',
  "create index recording_segments_here on recording_segments (camera_id, start_ms, bytes, tier) where tier <> 'remote'",
  "create index recording_segments_here_by_age on recording_segments (start_ms) where tier <> 'remote'",
  "create index recording_segments_full on recording_segments (start_ms) where tier = 'full'",
  "create index recording_segments_copies on recording_segments (stored_in, start_ms, end_ms, bytes, open, tier) where tier <> 'remote'",
  "create index recording_segments_there on recording_segments (stored_in, start_ms, bytes) where tier = 'remote'",
  'create index remote_objects_kept on remote_objects (place, end_ms, bytes, stored_at_ms) where doomed = 0',
];

/** Finds recordings by where they lie. */
export const recordingTiers: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
