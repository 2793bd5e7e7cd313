import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { executedMigrations, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openPostgres } from './postgres-database.ts';
import { openSqlite } from './sqlite-database.ts';
import { storeOver } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { defaultCameraRecording } from '../../../shared/schemas/recording.ts';
import { incidentRowOf } from './incident-record.ts';
import { sampleCamera, sampleContact, sampleDelivery, sampleIncident, sampleUser } from './testing/samples.ts';

const names = Object.keys(migrations);
const upTo = (count: number): Record<string, Migration> => Object.fromEntries(Object.entries(migrations).slice(0, count));

const opened: Database[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.destroy();
});

describe.each(bothDatabases())('$kind', ({ kind, create }) => {
  const openRaw = async (): Promise<Database> => {
    const { options } = await create();
    const database = options.databaseUrl ? await openPostgres(options.databaseUrl, () => undefined) : openSqlite(options.file);
    opened.push(database);
    return database;
  };

  test('names sort in order of age', () => {
    expect([...names].sort()).toEqual(names);
  });

  test.each(names.map((name, index) => [name, index] as const))('%s keeps what the version before it wrote', async (_name, index) => {
    const database = await openRaw();
    await migrate(database, upTo(index));
    const written = await writeSamples(database, kind, index);
    await migrate(database, upTo(index + 1));
    expect(await executedMigrations(database)).toEqual(names.slice(0, index + 1));
    expect(await readSamples(database, kind, index, index + 1)).toEqual(written);
  });

  test('cameras from before recordings existed are not recorded', async () => {
    const database = await openRaw();
    await migrate(database, upTo(1));
    await writeSamples(database, kind, 1);
    await migrate(database);
    expect((await storeOver(database, kind).cameras.list())[0]?.recording).toEqual(defaultCameraRecording);
  });

  test('users from before reaches existed go on seeing every camera', async () => {
    const database = await openRaw();
    await migrate(database, upTo(2));
    await writeSamples(database, kind, 2);
    await migrate(database);
    expect((await storeOver(database, kind).users.list())[0]?.reach).toEqual({ all: true });
  });

  test('running again changes nothing', async () => {
    const database = await openRaw();
    await migrate(database);
    await migrate(database);
    expect(await executedMigrations(database)).toEqual(names);
  });

  test('a migration that fails half-way leaves nothing behind, and the next start goes on', async () => {
    const database = await openRaw();
    const breaks: Migration = {
      async up(db) {
        await sql`create table half_done (id text)`.execute(db);
        await sql`insert into no_such_table values (1)`.execute(db);
      },
    };
    await migrate(database);
    await expect(migrate(database, { ...migrations, '9000-breaks': breaks })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('9000-breaks'),
    });
    expect((await database.introspection.getTables()).map((table) => table.name)).not.toContain('half_done');
    await migrate(database);
    expect(await executedMigrations(database)).toEqual(names);
  });

  test('every table and every column says in the database what it means', async () => {
    const database = await openRaw();
    await migrate(database);
    const missing = kind === 'sqlite' ? await withoutCommentInSqlite(database) : await withoutCommentInPostgres(database);
    expect(missing.count).toBe(0);
    expect(missing.seen).toBeGreaterThan(60);
  });
});

/** Rows for the tables that the first `count` migrations made. */
async function writeSamples(database: Database, kind: 'sqlite' | 'postgres', count: number) {
  const { cameras, sites, users, settings, incidents, contacts, incidentEvents } = storeOver(database, kind);
  if (count >= 1) {
    await sites.insert({ id: 'site', name: 'Harbour', address: 'Quay 1', createdAtMs: 5 });
    await (knows(count, '0007') ? cameras.insert(sampleCamera({ id: 'cam', siteId: 'site' })) : writeOldCamera(database));
  }
  if (count >= 2) {
    await (knows(count, '0005') ? users.insert(sampleUser({ id: 'user', username: 'ann' })) : writeOldUser(database));
    await writeSession(database, count);
    await settings.set('detection', { threshold: 0.5 }, 6);
  }
  if (knows(count, '0006')) {
    await incidents.insert(sampleIncident({ id: 'incident' }), [sampleDelivery({ incidentId: 'incident' })], 7);
    await contacts.insert(sampleContact({ id: 'contact' }));
    await incidentEvents.add([{ incidentId: 'incident', atMs: 5, kind: 'raised', who: null, via: 'station', detail: null }]);
  } else if (count >= 3) await writeOldIncident(database);
  return readSamples(database, kind, count);
}

/** True when the first `count` migrations include the one of this number. */
const knows = (count: number, number: string) => names.slice(0, count).some((name) => name.startsWith(number));

/** As the program before 0006 wrote it: its tables lacked what today's repositories write. */
async function writeOldIncident(database: Database): Promise<void> {
  const { firstQueuedAtMs: _q, acceptedAtMs: _a, firstTapAtMs: _t, ...rest } = incidentRowOf(sampleIncident({ id: 'incident' }));
  const { escalationLevel: _l, escalateAtMs: _e, sirenAtMs: _s, ...incident } = rest;
  await sql`insert into incidents (${columns(incident)}) values (${sql.join(Object.values(incident))})`.execute(database);
  const { payload, ...delivery } = sampleDelivery({ id: 'delivery', incidentId: 'incident' });
  const old = { ...delivery, payload: JSON.stringify(payload), state: 'pending', attempts: 0, nextAttemptAtMs: 7, createdAtMs: 7 };
  await sql`insert into outbox (${columns(old)}) values (${sql.join(Object.values(old))})`.execute(database);
}

const columns = (row: object) => sql.join(Object.keys(row).map((name) => sql.ref(name)));

/** @param schema migrations that have run; what the first `count` of them hold is read. */
async function readSamples(database: Database, kind: 'sqlite' | 'postgres', count: number, schema = count) {
  const { cameras, sites, users, incidents, outbox, contacts, incidentEvents } = storeOver(database, kind);
  return {
    ...(count >= 1 ? { sites: await sites.list(), oldCamera: await readOldCamera(database) } : {}),
    ...(knows(count, '0007') ? { cameras: await cameras.list() } : {}),
    ...(knows(count, '0005') ? { users: await users.list() } : {}),
    ...(count >= 2 ? { oldUser: await readOldUser(database), session: await readSession(database, schema) } : {}),
    ...(knows(count, '0006')
      ? {
          incident: await incidents.get('incident'),
          deliveries: await outbox.ofIncident('incident'),
          contacts: await contacts.list(),
          events: await incidentEvents.ofIncident('incident'),
        }
      : {}),
    ...(count >= 3 ? await readOld(database) : {}),
  };
}

/** As the program before 0005 wrote it: everybody saw every camera then. */
async function writeOldUser(database: Database): Promise<void> {
  const { reach: _r, ...old } = sampleUser({ id: 'user', username: 'ann' });
  await sql`insert into users (${columns(old)}) values (${sql.join(Object.values(old))})`.execute(database);
}

const readOldUser = async (database: Database) =>
  (await sql`select id, username, password_hash, role, created_at_ms from users`.execute(database)).rows;

/** As the program before 0007 wrote it: cameras were not recorded then. */
async function writeOldCamera(database: Database): Promise<void> {
  const { recording: _r, ...camera } = sampleCamera({ id: 'cam', siteId: 'site' });
  const old = { ...camera, enabled: 1, analysis: JSON.stringify(camera.analysis) };
  await sql`insert into cameras (${columns(old)}) values (${sql.join(Object.values(old))})`.execute(database);
}

const readOldCamera = async (database: Database) =>
  (await sql`select id, name, url, site_id, location, latitude, enabled, analysis, created_at_ms from cameras`.execute(database)).rows;

async function readOld(database: Database) {
  const incident = await sql`select id, candidate_key, boxes, frame_at_ms, revision from incidents`.execute(database);
  const delivery = await sql`select id, incident_id, payload, state, next_attempt_at_ms, idempotency_key from outbox`.execute(database);
  return { oldIncident: incident.rows, oldDelivery: delivery.rows };
}

/** Position of the migration that took the tokens out of the sessions. */
const accountsAt = names.indexOf('0004-accounts');

/** In the columns of its time: the repository of today knows only those of today. */
async function writeSession(database: Database, count: number): Promise<void> {
  const hash = 'a'.repeat(64);
  const [own, values] =
    count > accountsAt
      ? [sql`user_agent, seed, generation, confirmed_generation, rotated_at_ms`, sql`'', '', 0, 0, 1`]
      : [sql`token_hash`, sql`${hash}`];
  await sql`insert into sessions (id, user_id, address, created_at_ms, last_seen_at_ms, expires_at_ms, ${own})
    values ('session', 'user', '10.0.0.9', 1, 2, 3, ${values})`.execute(database);
  if (count > accountsAt)
    await sql`insert into session_tokens (token_hash, session_id, kind, generation) values (${hash}, 'session', 'access', 0)`.execute(
      database,
    );
}

async function readSession(database: Database, count: number) {
  const session = await sql`select id, user_id, address, created_at_ms, last_seen_at_ms, expires_at_ms from sessions`.execute(database);
  const tokens = sql.table(count > accountsAt ? 'session_tokens' : 'sessions');
  const token = await sql`select token_hash from ${tokens}`.execute(database);
  return [session.rows, token.rows];
}

interface Missing {
  readonly seen: number;
  readonly count: number;
}

/** In SQLite the stored `create table` text holds one line a column, ending in its comment; added columns have theirs in brackets. */
async function withoutCommentInSqlite(database: Database): Promise<Missing> {
  const { rows } = await sql<{ sql: string }>`select sql from sqlite_master where type = 'table' and name not like 'kysely%'`.execute(
    database,
  );
  const lines = rows.flatMap((row) =>
    row.sql
      .replace(/ \/\* (.+?) \*\//g, ' -- $1\n')
      .split('\n')
      .slice(0, -1),
  );
  return { seen: lines.length, count: lines.filter((line) => !/ -- \S.{4,}$/.test(line)).length };
}

async function withoutCommentInPostgres(database: Database): Promise<Missing> {
  const { rows } = await sql<{ description: string | null }>`
    select col_description(c.oid, a.attnum) as description
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not like 'kysely%'
    union all
    select obj_description(c.oid) from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not like 'kysely%'`.execute(database);
  return { seen: rows.length, count: rows.filter((row) => !row.description).length };
}
