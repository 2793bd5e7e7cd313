import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

const sites: TableDefinition = {
  name: 'sites',
  comment: 'Places with cameras',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'name', type: 'text', rule: 'not null', comment: 'Name shown to people, 1 to 80 characters' },
    { name: 'address', type: 'text', rule: 'not null', comment: 'Postal address or directions, may be empty, at most 200 characters' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was added, Unix milliseconds UTC' },
  ],
};

const cameras: TableDefinition = {
  name: 'cameras',
  comment: 'Cameras and how each is analysed',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'name', type: 'text', rule: 'not null', comment: 'Name shown to people, 1 to 80 characters' },
    { name: 'url', type: 'text', rule: 'not null', comment: 'Full stream address, credentials included: secret' },
    { name: 'site_id', type: 'text', rule: 'references sites (id) on delete set null', comment: 'Site it belongs to; null = none' },
    { name: 'location', type: 'text', rule: 'not null', comment: 'Place in words, as responders know it; may be empty' },
    { name: 'latitude', type: 'double precision', comment: 'Degrees north, -90 to 90; null = unknown' },
    { name: 'longitude', type: 'double precision', comment: 'Degrees east, -180 to 180; null = unknown' },
    { name: 'enabled', type: 'integer', rule: 'not null', comment: '1 = connected while the station runs, 0 = switched off' },
    { name: 'analysis', type: 'text', rule: 'not null', comment: 'JSON: frames a second, classes, thresholds, accident recognition' },
    { name: 'device_token_hash', type: 'text', comment: 'SHA-256 (hex) of the token of a camera that pushes its frames; null = pulled' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was added, Unix milliseconds UTC' },
  ],
  indexes: [{ name: 'cameras_by_site', on: ['site_id'] }],
};

/** Sites and cameras. */
export const sitesAndCameras: Migration = {
  async up(db) {
    await createTable(db, sites);
    await createTable(db, cameras);
  },
};
