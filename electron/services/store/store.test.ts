import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './store.ts';
import { bothDatabases } from './testing/databases.ts';

const kinds = bothDatabases();
const [, postgres] = kinds;

describe.each(kinds)('$kind', ({ create, kind }) => {
  test('keeps what was written when it is opened again', async () => {
    const database = await create();
    const first = await database.open();
    await first.sites.insert({ id: 'north', name: 'North gate', address: '', createdAtMs: 1_763_712_345_678 });
    await first.close();
    const second = await database.open();
    expect(second.kind).toBe(kind);
    expect(await second.sites.list()).toEqual([{ id: 'north', name: 'North gate', address: '', createdAtMs: 1_763_712_345_678 }]);
  });
});

test('two stations that start at once over an empty PostgreSQL database both come up', async () => {
  const database = await postgres.create();
  const [one, other] = await Promise.all([database.open(), database.open()]);
  await one.sites.insert({ id: 'a', name: 'A', address: '', createdAtMs: 1 });
  expect(await other.sites.list()).toHaveLength(1);
});

describe('a SQLite file that cannot be used', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentra-open-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('that is no database is named as such, and left as it is', async () => {
    const file = join(folder, 'sentra.db');
    writeFileSync(file, 'this is a shopping list, not a database\n'.repeat(500));
    await expect(openStore({ file })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('is damaged or is no database'),
    });
    expect(readFileSync(file, 'utf8')).toContain('shopping list');
  });

  test('with an overwritten page is refused at the start, not at the first incident', async () => {
    const file = join(folder, 'sentra.db');
    const store = await openStore({ file });
    for (let index = 0; index < 500; index += 1)
      await store.sites.insert({ id: `s${index}`, name: 'x'.repeat(80), address: 'y'.repeat(200), createdAtMs: 1 });
    await store.close();
    const handle = openSync(file, 'r+');
    const size = statSync(file).size;
    writeSync(handle, Buffer.alloc(8192, 0x5a), 0, 8192, Math.floor(size / 4096 / 2) * 4096);
    closeSync(handle);
    await expect(openStore({ file })).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('is damaged') });
  });

  test('in a folder without the right to write says who lacks what', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(folder, 0o755);
    chmodSync(locked, 0o555);
    const error = await asUnprivileged(() => openStore({ file: join(locked, 'deeper', 'sentra.db') }).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('may not write') });
  });

  test('that is a folder, or lies below a file, says so', async () => {
    await expect(openStore({ file: folder })).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(folder) });
    writeFileSync(join(folder, 'plain'), '');
    await expect(openStore({ file: join(folder, 'plain', 'sentra.db') })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be opened'),
    });
  });

  test('written by a newer version is refused and not touched', async () => {
    const file = join(folder, 'sentra.db');
    await (await openStore({ file })).close();
    const raw = new SqliteFile(file);
    raw.prepare('insert into kysely_migration (name, timestamp) values (?, ?)').run('9999-from-the-future', new Date().toISOString());
    raw.close();
    await expect(openStore({ file })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('newer version of SENTRA'),
    });
  });

  test('survives a kill in the middle of writing: everything that was acknowledged is there', async () => {
    const file = join(folder, 'sentra.db');
    const run = runStation(
      file,
      `for (let index = 0; ; index += 1) {
        await store.sites.insert({ id: 's' + index, name: 'x', address: '', createdAtMs: index });
        writeSync(1, 's' + index + '\\n');
        if (index === 40) process.kill(process.pid, 'SIGKILL');
      }`,
    );
    const acknowledged = run.stdout.split('\n').filter(Boolean);
    expect(run.signal).toBe('SIGKILL');
    expect(acknowledged).toHaveLength(41);
    const store = await openStore({ file });
    const kept = new Set((await store.sites.list()).map((site) => site.id));
    await store.close();
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });
});

test('a PostgreSQL connection that is cut while at rest is told, and replaced', async () => {
  const { options } = await postgres.create();
  const lost = Promise.withResolvers<Error>();
  const store = await openStore({ ...options, onConnectionLost: lost.resolve });
  const admin = new pg.Client({ connectionString: options.databaseUrl ?? '' });
  await admin.connect();
  await admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await admin.end();
  expect((await lost.promise).message).toContain('terminating connection');
  expect(await store.users.count()).toBe(0);
  await store.close();
});

describe('a PostgreSQL server that cannot be used', () => {
  test('for a wrong password says so', async () => {
    const { options } = await postgres.create();
    const databaseUrl = options.databaseUrl?.replace(/:[^:@]+@/, ':wrong@');
    await expect(openStore({ ...options, databaseUrl })).rejects.toMatchObject({
      message: expect.stringContaining('refuses the user or the password'),
    });
  });

  test('for a database that does not exist says so', async () => {
    const { options } = await postgres.create();
    const databaseUrl = options.databaseUrl?.replace(/\/t[0-9a-f]+\?/, '/absent?');
    await expect(openStore({ ...options, databaseUrl })).rejects.toMatchObject({
      message: expect.stringContaining('There is no database localhost/absent'),
    });
  });

  test('is named without user and password', async () => {
    const opening = openStore({ databaseUrl: 'postgres://somebody:hunter2@127.0.0.1:1/sentra', file: '/nowhere' });
    await expect(opening).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('127.0.0.1:1/sentra') });
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringMatching(/hunter2|somebody/) });
  });
});

/** Opens the store in a process of its own and runs `program` there. */
function runStation(file: string, program: string): SpawnSyncReturns<string> {
  const opening = `
    import { writeSync } from 'node:fs';
    import { openStore } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)};
    const store = await openStore({ file: ${JSON.stringify(file)} });
  `;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', opening + program], { encoding: 'utf8', timeout: 20_000 });
}

/** Root may do everything, so a test run by root steps down for a moment. */
async function asUnprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.('nobody');
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
