import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

const sessions: TableDefinition = {
  name: 'sessions',
  comment: 'Signed-in consoles and programs; when a row is gone none of its tokens works any longer',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random; names the session without giving access to it' },
    { name: 'user_id', type: 'text', rule: 'not null references users (id) on delete cascade', comment: 'Whose session it is' },
    { name: 'address', type: 'text', rule: 'not null', comment: 'Network address it was opened from' },
    { name: 'user_agent', type: 'text', rule: 'not null', comment: 'What the browser or program called itself, at most 300 characters' },
    {
      name: 'seed',
      type: 'text',
      rule: 'not null',
      comment: 'Random; with the refresh token a client holds it makes the next pair of tokens. Empty: the session cannot be renewed',
    },
    { name: 'generation', type: 'integer', rule: 'not null', comment: 'Pairs of tokens given out after the first, 0 and up' },
    { name: 'confirmed_generation', type: 'integer', rule: 'not null', comment: 'Newest pair a client is known to have received' },
    { name: 'rotated_at_ms', type: 'bigint', rule: 'not null', comment: 'When the newest pair was first given out, Unix milliseconds UTC' },
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
  indexes: [{ name: 'sessions_by_user_id', on: ['user_id'] }],
};

const sessionTokens: TableDefinition = {
  name: 'session_tokens',
  comment: 'Tokens given out for sessions, those that were exchanged too: seeing one of them again means it was stolen',
  columns: [
    { name: 'token_hash', type: 'text', rule: 'primary key', comment: 'SHA-256 (hex) of the token; the token itself is not kept' },
    { name: 'session_id', type: 'text', rule: 'not null references sessions (id) on delete cascade', comment: 'Session it belongs to' },
    { name: 'kind', type: 'text', rule: 'not null', comment: 'access or refresh' },
    { name: 'generation', type: 'integer', rule: 'not null', comment: 'Which pair of the session it is part of, 0 and up' },
    {
      name: 'expires_at_ms',
      type: 'bigint',
      comment: 'From when it is forgotten, Unix milliseconds UTC; null = lives as long as its session',
    },
  ],
  indexes: [{ name: 'session_tokens_by_session', on: ['session_id'] }],
};

const userTotp: TableDefinition = {
  name: 'user_totp',
  comment: 'Second step of the sign-in: time-based one-time passwords (RFC 6238)',
  columns: [
    { name: 'user_id', type: 'text', rule: 'primary key references users (id) on delete cascade', comment: 'Whose authenticator it is' },
    { name: 'sealed_secret', type: 'text', rule: 'not null', comment: 'The shared secret, encrypted with the key of the data folder' },
    {
      name: 'last_step',
      type: 'bigint',
      rule: 'not null',
      comment: 'Time step (30 s) of the last code that was accepted; none before it is',
    },
    {
      name: 'confirmed_at_ms',
      type: 'bigint',
      comment: 'When the first code proved that the authenticator works, Unix milliseconds UTC; null = not asked for yet',
    },
  ],
};

const recoveryCodes: TableDefinition = {
  name: 'recovery_codes',
  comment: 'Codes that stand in for a lost authenticator, each once; a used one is removed',
  columns: [
    { name: 'code_hash', type: 'text', rule: 'primary key', comment: 'SHA-256 (hex) of the user id and the code' },
    { name: 'user_id', type: 'text', rule: 'not null references users (id) on delete cascade', comment: 'Whose code it is' },
  ],
  indexes: [{ name: 'recovery_codes_by_user', on: ['user_id'] }],
};

const accountLinks: TableDefinition = {
  name: 'account_links',
  comment: 'One-time links that let somebody join or choose a new password; a used or withdrawn one is removed',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random; names the link without being it' },
    { name: 'token_hash', type: 'text', rule: 'not null unique', comment: 'SHA-256 (hex) of the secret part of the link' },
    { name: 'kind', type: 'text', rule: 'not null', comment: 'invitation or reset' },
    {
      name: 'user_id',
      type: 'text',
      rule: 'references users (id) on delete cascade',
      comment: 'Whose password it resets; null for an invitation',
    },
    { name: 'role', type: 'text', comment: 'Role of the user an invitation makes; null for a reset' },
    { name: 'created_by', type: 'text', rule: 'not null', comment: 'User name of the admin who made it' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was made, Unix milliseconds UTC' },
    { name: 'expires_at_ms', type: 'bigint', rule: 'not null', comment: 'From when it no longer works, Unix milliseconds UTC' },
  ],
};

const knownDevices: TableDefinition = {
  name: 'known_devices',
  comment: 'Browsers a user has signed in from: strangers who guess passwords elsewhere do not slow them down',
  columns: [
    { name: 'user_id', type: 'text', rule: 'not null references users (id) on delete cascade', comment: 'Who signed in' },
    { name: 'device_hash', type: 'text', rule: 'not null', comment: 'SHA-256 (hex) of the random number in the device cookie' },
    { name: 'address', type: 'text', rule: 'not null', comment: 'Network address of the last sign-in with it' },
    { name: 'last_used_at_ms', type: 'bigint', rule: 'not null', comment: 'When it last signed in, Unix milliseconds UTC' },
  ],
  indexes: [{ name: 'known_devices_by_hash', on: ['user_id', 'device_hash'], unique: true }],
};

/** Sessions with refresh tokens, TOTP, one-time links and known devices. Sessions of before stay; they cannot be renewed. */
export const accounts: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table sessions rename to sessions_before`.execute(db);
    await createTable(db, sessions);
    await createTable(db, sessionTokens);
    await sql`insert into sessions (id, user_id, address, user_agent, seed, generation, confirmed_generation, rotated_at_ms,
      created_at_ms, last_seen_at_ms, expires_at_ms)
      select id, user_id, address, '', '', 0, 0, created_at_ms, created_at_ms, last_seen_at_ms, expires_at_ms from sessions_before`.execute(
      db,
    );
    await sql`insert into session_tokens (token_hash, session_id, kind, generation, expires_at_ms)
      select token_hash, id, 'access', 0, null from sessions_before`.execute(db);
    await sql`drop table sessions_before`.execute(db);
    for (const table of [userTotp, recoveryCodes, accountLinks, knownDevices]) await createTable(db, table);
  },
};
