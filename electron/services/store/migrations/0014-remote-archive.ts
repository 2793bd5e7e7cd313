import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addColumns } from './add-columns.ts';
import { createTable, type TableDefinition } from './create-table.ts';

/** No foreign key: an object outlives the row of what was uploaded until it is deleted there. */
const objects: TableDefinition = {
  name: 'remote_objects',
  comment: 'What is proven to lie in the S3-compatible archive',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Id of the segment; clip_<incident>_<camera>; export_<id>' },
    { name: 'kind', type: 'text', rule: 'not null', comment: 'segment, clip or export' },
    { name: 'place', type: 'text', rule: 'not null', comment: 'Endpoint and bucket, as in settings then: https://host/bucket' },
    { name: 'object_key', type: 'text', rule: 'not null', comment: 'Name of the object in the bucket' },
    { name: 'bytes', type: 'bigint', rule: 'not null', comment: 'Size of the object' },
    { name: 'sha256', type: 'text', rule: 'not null', comment: 'SHA-256 of the object, hexadecimal' },
    { name: 'end_ms', type: 'bigint', rule: 'not null', comment: 'When its video ended or it was made, Unix milliseconds UTC' },
    { name: 'codec', type: 'text', rule: 'not null', comment: 'Of a segment, RFC 6381; empty for others' },
    { name: 'width', type: 'integer', rule: 'not null', comment: 'Of a segment, pixels; 0 for others' },
    { name: 'height', type: 'integer', rule: 'not null', comment: 'Of a segment, pixels; 0 for others' },
    { name: 'stored_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was proven to be there, Unix milliseconds UTC' },
    { name: 'doomed', type: 'integer', rule: 'not null', comment: '1 = to be deleted there, 0 = kept' },
  ],
  indexes: [{ name: 'remote_objects_by_age', on: ['doomed', 'kind', 'end_ms'] }],
};

/** The archive of recordings in S3-compatible storage. */
export const remoteArchive: Migration = {
  async up(db) {
    await createTable(db, objects);
    await addColumns(db, 'recording_segments', [
      { name: 'stored_in', type: 'text', comment: 'Place of remote_objects where a copy is proven to be; null = not uploaded' },
    ]);
    // What is still to be uploaded is found without walking over everything that is.
    await sql.raw('create index recording_segments_by_place on recording_segments (stored_in, tier, start_ms)').execute(db);
  },
};
