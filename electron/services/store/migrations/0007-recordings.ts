import type { Migration } from 'kysely/migration';
import { addColumns } from './add-columns.ts';
import { createTable, type TableDefinition } from './create-table.ts';

/** No foreign keys to cameras: recordings outlive the camera they were made with. */
const segments: TableDefinition = {
  name: 'recording_segments',
  comment: 'Files of recorded video; made anew from the files when lost',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'camera_id', type: 'text', rule: 'not null', comment: 'Camera that was recorded, which may be gone' },
    { name: 'path', type: 'text', rule: 'not null unique', comment: 'Path inside the folder of recordings, with forward slashes' },
    { name: 'start_ms', type: 'bigint', rule: 'not null', comment: 'First picture, Unix milliseconds UTC' },
    { name: 'end_ms', type: 'bigint', rule: 'not null', comment: 'After the last picture on disk, Unix milliseconds UTC' },
    { name: 'bytes', type: 'bigint', rule: 'not null', comment: 'Size of the file, bytes' },
    { name: 'codec', type: 'text', rule: 'not null', comment: 'RFC 6381 codec string, for example avc1.640028' },
    { name: 'width', type: 'integer', rule: 'not null', comment: 'Pixels' },
    { name: 'height', type: 'integer', rule: 'not null', comment: 'Pixels' },
    {
      name: 'locked',
      type: 'integer',
      rule: 'not null',
      comment: '1 = never deleted by retention; so are those that recording_locks covers',
    },
    { name: 'tier', type: 'text', rule: 'not null', comment: 'full = as recorded, archive = encoded smaller, remote = in S3 storage' },
    { name: 'open', type: 'integer', rule: 'not null', comment: '1 = being written, or its writer died before it was closed' },
  ],
  indexes: [
    { name: 'recording_segments_by_camera', on: ['camera_id', 'start_ms', 'end_ms'] },
    { name: 'recording_segments_by_age', on: ['start_ms'] },
    { name: 'recording_segments_open', on: ['open'] },
  ],
};

const gaps: TableDefinition = {
  name: 'recording_gaps',
  comment: 'Why there is no video for a while',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'camera_id', type: 'text', rule: 'not null', comment: 'Camera, which may be gone' },
    { name: 'from_ms', type: 'bigint', rule: 'not null', comment: 'When video ended, Unix milliseconds UTC' },
    { name: 'to_ms', type: 'bigint', comment: 'When it began again or the cause changed, Unix milliseconds UTC; null = still so' },
    { name: 'cause', type: 'text', rule: 'not null', comment: 'camera_offline, station_stopped, disk_full, outside_schedule, ...' },
  ],
  indexes: [{ name: 'recording_gaps_by_camera', on: ['camera_id', 'from_ms'] }],
};

const locks: TableDefinition = {
  name: 'recording_locks',
  comment: 'Stretches of video that retention must keep',
  columns: [
    { name: 'id', type: 'text', rule: 'not null', comment: 'What it is kept for, for example the id of an incident' },
    { name: 'camera_id', type: 'text', rule: 'not null', comment: 'Camera, which may be gone' },
    { name: 'from_ms', type: 'bigint', rule: 'not null', comment: 'Begin, Unix milliseconds UTC' },
    { name: 'to_ms', type: 'bigint', rule: 'not null', comment: 'End, Unix milliseconds UTC; may lie in the future' },
  ],
  indexes: [
    { name: 'recording_locks_by_id', on: ['id', 'camera_id'], unique: true },
    { name: 'recording_locks_by_camera', on: ['camera_id', 'from_ms'] },
  ],
};

/** How a camera that was added before recordings existed is recorded: not at all. */
const off = JSON.stringify({
  ...{ mode: 'off', beforeS: 10, afterS: 20, schedule: Array.from({ length: 7 }, () => '1'.repeat(24)) },
  ...{ fps: 15, quality: 26, retentionDays: null, maxBytes: null },
});

/** Recorded video, its gaps, what is kept, and how each camera is recorded. */
export const recordings: Migration = {
  async up(db) {
    await createTable(db, segments);
    await createTable(db, gaps);
    await createTable(db, locks);
    await addColumns(db, 'cameras', [
      {
        name: 'recording',
        type: 'text',
        rule: `not null default '${off}'`,
        comment: 'JSON: when it is recorded, how well, and how long it is kept',
      },
    ]);
  },
};
