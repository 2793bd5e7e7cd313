import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

/** No foreign keys: evidence outlives cameras, and an incident may be stored later than what is kept of it. */
const clips: TableDefinition = {
  name: 'evidence_clips',
  comment: 'Video of incidents, one file a camera: evidence/<incident>/<camera>.mp4 in the data folder',
  columns: [
    { name: 'incident_id', type: 'text', rule: 'not null', comment: 'Incident' },
    { name: 'camera_id', type: 'text', rule: 'not null', comment: 'Camera, which may be gone' },
    { name: 'camera_name', type: 'text', rule: 'not null', comment: 'Its name when it happened' },
    { name: 'position', type: 'integer', rule: 'not null', comment: '0 = the camera of the incident, then the others of its site' },
    { name: 'state', type: 'text', rule: 'not null', comment: 'waiting, cutting, ready, missing or failed' },
    { name: 'from_ms', type: 'bigint', rule: 'not null', comment: 'What is kept: begin, Unix milliseconds UTC' },
    { name: 'to_ms', type: 'bigint', rule: 'not null', comment: 'What is kept: end, Unix milliseconds UTC' },
    { name: 'start_ms', type: 'bigint', comment: 'First picture of the file, Unix milliseconds UTC; null = no file' },
    { name: 'end_ms', type: 'bigint', comment: 'After the last picture of the file, Unix milliseconds UTC; null = no file' },
    { name: 'bytes', type: 'bigint', comment: 'Size of the file; null = no file' },
    { name: 'sha256', type: 'text', comment: 'SHA-256 of the file, hexadecimal; null = no file' },
    { name: 'holes', type: 'text', rule: 'not null', comment: 'JSON: stretches without video and why' },
    { name: 'problem', type: 'text', comment: 'Why there is no file, in words; null = nothing to add' },
    { name: 'attempts', type: 'integer', rule: 'not null', comment: 'How often cutting was tried and failed' },
  ],
  indexes: [
    { name: 'evidence_clips_by_incident', on: ['incident_id', 'camera_id'], unique: true },
    { name: 'evidence_clips_due', on: ['state', 'to_ms'] },
  ],
};

const locks: TableDefinition = {
  name: 'evidence_locks',
  comment: 'What is kept as evidence, why and by whom; recording_locks holds those that are in force',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Id of the incident, or a random one' },
    { name: 'incident_id', type: 'text', comment: 'Incident; null = a stretch locked by hand' },
    { name: 'camera_ids', type: 'text', rule: 'not null', comment: 'JSON: cameras whose video is kept' },
    { name: 'from_ms', type: 'bigint', rule: 'not null', comment: 'Begin, Unix milliseconds UTC' },
    { name: 'to_ms', type: 'bigint', rule: 'not null', comment: 'End, Unix milliseconds UTC' },
    { name: 'locked', type: 'integer', rule: 'not null', comment: '1 = retention keeps it, 0 = unlocked by hand' },
    { name: 'changed_by', type: 'text', comment: 'Who locked or unlocked it last; null = the station' },
    { name: 'reason', type: 'text', rule: 'not null', comment: 'Why, in their words' },
    { name: 'changed_at_ms', type: 'bigint', rule: 'not null', comment: 'When, Unix milliseconds UTC' },
    { name: 'told_at_ms', type: 'bigint', comment: 'When recipients of the alert were promised the clip; null = not yet, or a stretch' },
  ],
  indexes: [{ name: 'evidence_locks_by_change', on: ['changed_at_ms'] }],
};

const exports: TableDefinition = {
  name: 'evidence_exports',
  comment: 'Signed files made for others: evidence/exports/<id>.zip in the data folder',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'state', type: 'text', rule: 'not null', comment: 'queued, running, done, failed or cancelled' },
    { name: 'problem', type: 'text', comment: 'What went wrong, in words; null = nothing' },
    { name: 'requested_by', type: 'text', rule: 'not null', comment: 'Name of who asked for it' },
    { name: 'request', type: 'text', rule: 'not null', comment: 'JSON: what was asked for' },
    { name: 'places', type: 'text', rule: 'not null', comment: 'JSON: cameras and sites that must be within reach of who fetches it' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'Unix milliseconds UTC' },
    { name: 'done_at_ms', type: 'bigint', comment: 'When it ended, however; Unix milliseconds UTC' },
    { name: 'bytes', type: 'bigint', comment: 'Size of the file; null = no file' },
  ],
  indexes: [{ name: 'evidence_exports_by_age', on: ['created_at_ms'] }],
};

/** Clips of incidents, what is locked, and exports. */
export const evidence: Migration = {
  async up(db) {
    for (const table of [clips, locks, exports]) await createTable(db, table);
  },
};
