import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { openSqlite } from './sqlite-database.ts';
import { storeOver } from './store.ts';
import { sampleDelivery, sampleIncident } from './testing/samples.ts';

let folder = '';
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-sqlite-'));
  database = openSqlite(join(folder, 'sentra.db'));
  await migrate(database);
});
afterEach(async () => {
  await database.destroy();
  rmSync(folder, { recursive: true, force: true });
});

test('every commit is on the disk before it returns, and references are checked', async () => {
  const read = async (name: string) =>
    Object.values((await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database)).rows[0] ?? {})[0];
  expect(await read('journal_mode')).toBe('wal');
  expect(await read('synchronous')).toBe(2);
  expect(await read('foreign_keys')).toBe(1);
});

test('a full disk is reported as such, leaves nothing half, and is over when there is room again', async () => {
  const { incidents } = storeOver(database, 'sqlite');
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database);
  await sql.raw(`pragma max_page_count = ${Object.values(rows[0] ?? {})[0]}`).execute(database);
  const record = sampleIncident();
  const big = sampleDelivery({ incidentId: record.id, payload: 'x'.repeat(100_000) });
  await expect(incidents.insert(record, [big], 1)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  await sql`pragma max_page_count = 100000`.execute(database);
  expect(await incidents.get(record.id)).toBeNull();
  expect(await incidents.insert(record, [big], 1)).toBe(true);
});

test('transactions that run at once do not see each other’s unfinished work', async () => {
  const { sites } = storeOver(database, 'sqlite');
  const gate = Promise.withResolvers<void>();
  const failing = database.transaction().execute(async (transaction) => {
    await storeOver(transaction, 'sqlite').sites.insert({ id: 'half', name: 'x', address: '', createdAtMs: 1 });
    await gate.promise;
    throw new Error('changed my mind');
  });
  const reading = sites.list();
  gate.resolve();
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await reading).toEqual([]);
});
