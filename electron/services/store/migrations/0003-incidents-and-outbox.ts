import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

/** No foreign keys to cameras and sites: history outlives what it happened on, under the id and name of that time. */
const incidents: TableDefinition = {
  name: 'incidents',
  comment: 'What was recognised, and what people did about it',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'candidate_key', type: 'text', rule: 'not null unique', comment: 'Camera, kind and frame time: makes a replay harmless' },
    { name: 'kind', type: 'text', rule: 'not null', comment: 'accident, fire, smoke or emergency' },
    { name: 'status', type: 'text', rule: 'not null', comment: 'new, acknowledged, resolved or false_alarm' },
    { name: 'camera_id', type: 'text', comment: 'Camera it was seen on, which may be gone; null = none' },
    { name: 'camera_name', type: 'text', rule: 'not null', comment: 'Name of the camera at that time' },
    { name: 'location', type: 'text', rule: 'not null', comment: 'Place in words at that time' },
    { name: 'site_id', type: 'text', comment: 'Site of the camera at that time, which may be gone; null = none' },
    { name: 'confidence', type: 'double precision', rule: 'not null', comment: 'Highest confidence of its candidates, 0 to 1' },
    { name: 'boxes', type: 'text', rule: 'not null', comment: 'JSON: label and box [x, y, w, h] of those involved, pixels of the photo' },
    { name: 'evidence', type: 'text', rule: 'not null', comment: 'JSON: name, weight 0 to 1 and track ids of each piece of evidence' },
    {
      name: 'photo_path',
      type: 'text',
      comment: 'Path of the JPEG inside the folder photos, with forward slashes; null = none could be saved',
    },
    { name: 'frame_at_ms', type: 'bigint', rule: 'not null', comment: 'The deciding frame was captured, Unix milliseconds UTC' },
    { name: 'detected_at_ms', type: 'bigint', rule: 'not null', comment: 'The recogniser decided, Unix milliseconds UTC' },
    { name: 'stored_at_ms', type: 'bigint', rule: 'not null', comment: 'The row was committed, Unix milliseconds UTC' },
    { name: 'shown_at_ms', type: 'bigint', comment: 'First console that showed it to a person, Unix milliseconds UTC; null = none yet' },
    {
      name: 'last_candidate_at_ms',
      type: 'bigint',
      rule: 'not null',
      comment: 'Frame time of the latest candidate merged into it, Unix milliseconds UTC',
    },
    { name: 'candidate_count', type: 'integer', rule: 'not null', comment: 'Candidates merged into it, at least 1' },
    { name: 'acknowledged_by', type: 'text', comment: 'Sign-in name of who took it; null = nobody' },
    { name: 'acknowledged_at_ms', type: 'bigint', comment: 'When it was taken, Unix milliseconds UTC' },
    { name: 'closed_by', type: 'text', comment: 'Sign-in name of who closed it; null = open' },
    { name: 'closed_at_ms', type: 'bigint', comment: 'When it was closed, Unix milliseconds UTC' },
    { name: 'note', type: 'text', rule: 'not null', comment: 'What people wrote about it, at most 2000 characters' },
    { name: 'revision', type: 'integer', rule: 'not null', comment: 'Counts changes, from 1' },
  ],
  indexes: [
    { name: 'incidents_newest_first', on: ['detected_at_ms', 'id'] },
    { name: 'incidents_by_camera', on: ['camera_id', 'detected_at_ms', 'id'] },
    { name: 'incidents_by_site', on: ['site_id', 'detected_at_ms', 'id'] },
    { name: 'incidents_by_status', on: ['status', 'detected_at_ms', 'id'] },
    { name: 'incidents_for_merging', on: ['camera_id', 'kind', 'last_candidate_at_ms'] },
  ],
};

const outbox: TableDefinition = {
  name: 'outbox',
  comment: 'What is still to be sent, one row a message and recipient; written in the transaction of its incident',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    {
      name: 'incident_id',
      type: 'text',
      rule: 'references incidents (id) on delete cascade',
      comment: 'Incident it tells of; null = another message',
    },
    { name: 'channel', type: 'text', rule: 'not null', comment: 'Which sender takes it, for example console' },
    { name: 'recipient', type: 'text', rule: 'not null', comment: 'Whom it goes to in words of the channel; * = everybody' },
    { name: 'payload', type: 'text', rule: 'not null', comment: 'JSON: the message; its shape belongs to the channel' },
    { name: 'state', type: 'text', rule: 'not null', comment: 'pending, delivered, failed or expired' },
    { name: 'priority', type: 'integer', rule: 'not null', comment: 'Higher goes first; an alert is 100' },
    { name: 'attempts', type: 'integer', rule: 'not null', comment: 'Attempts that ended' },
    { name: 'next_attempt_at_ms', type: 'bigint', rule: 'not null', comment: 'Not to be tried before, Unix milliseconds UTC' },
    { name: 'expires_at_ms', type: 'bigint', comment: 'Not to be sent from then on, Unix milliseconds UTC; null = never' },
    {
      name: 'idempotency_key',
      type: 'text',
      rule: 'not null unique',
      comment: 'The same key is never queued twice, and is given to channels that know such keys',
    },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was queued, Unix milliseconds UTC' },
    { name: 'delivered_at_ms', type: 'bigint', comment: 'When the channel took it, Unix milliseconds UTC; null = not yet' },
    { name: 'last_error', type: 'text', comment: 'Why the last attempt failed, in words without secrets; null = it did not' },
  ],
  indexes: [
    { name: 'outbox_due', on: ['channel', 'state', 'next_attempt_at_ms'] },
    { name: 'outbox_by_incident', on: ['incident_id'] },
  ],
};

/** Incidents and the messages about them. */
export const incidentsAndOutbox: Migration = {
  async up(db) {
    await createTable(db, incidents);
    await createTable(db, outbox);
  },
};
