import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

const users: TableDefinition = {
  name: 'users',
  comment: 'People and programs that may sign in',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'username', type: 'text', rule: 'not null unique', comment: 'Sign-in name in lower case, 2 to 40 characters' },
    { name: 'password_hash', type: 'text', rule: 'not null', comment: 'argon2id in PHC format: parameters, salt and hash' },
    { name: 'role', type: 'text', rule: 'not null', comment: 'viewer, responder, operator or admin' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was added, Unix milliseconds UTC' },
  ],
};

const sessions: TableDefinition = {
  name: 'sessions',
  comment: 'Signed-in consoles and programs; a row that is gone is a token that no longer works',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random; names the session without giving access to it' },
    {
      name: 'token_hash',
      type: 'text',
      rule: 'not null unique',
      comment: 'SHA-256 (hex) of the access token; the token itself is not kept',
    },
    { name: 'user_id', type: 'text', rule: 'not null references users (id) on delete cascade', comment: 'Whose session it is' },
    { name: 'address', type: 'text', rule: 'not null', comment: 'Network address it was opened from' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was opened, Unix milliseconds UTC' },
    {
      name: 'last_seen_at_ms',
      type: 'bigint',
      rule: 'not null',
      comment: 'When it was last used, give or take minutes, Unix milliseconds UTC',
    },
    {
      name: 'expires_at_ms',
      type: 'bigint',
      rule: 'not null',
      comment: 'From when it no longer counts, Unix milliseconds UTC; moved on by use',
    },
  ],
  indexes: [{ name: 'sessions_by_user', on: ['user_id'] }],
};

const settings: TableDefinition = {
  name: 'settings',
  comment: 'Settings people change while the station runs',
  columns: [
    { name: 'key', type: 'text', rule: 'primary key', comment: 'Which setting, for example detection' },
    { name: 'value', type: 'text', rule: 'not null', comment: 'JSON; its shape is checked whenever it is read' },
    { name: 'updated_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was last written, Unix milliseconds UTC' },
  ],
};

/** Users, their sessions, and settings. */
export const usersAndSettings: Migration = {
  async up(db) {
    await createTable(db, users);
    await createTable(db, sessions);
    await createTable(db, settings);
  },
};
