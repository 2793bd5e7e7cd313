import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Store } from '../store/store.ts';
import { bothDatabases, type TestDatabase } from '../store/testing/databases.ts';
import { AuditHeadFile } from './audit-head.ts';
import { AuditLog } from './audit-log.ts';

const kinds = bothDatabases();
const [sqlite] = kinds;
const log = { error: vi.fn(), info: vi.fn() };
const ann = { id: 'u1', username: 'ann' };
const open = (store: Store, folder: string) =>
  new AuditLog({ audit: store.audit, head: new AuditHeadFile(folder), log, nowMs: () => 1000 });
const event = (action: string, more: object = {}) => ({ user: ann, address: '10.0.0.9', action, outcome: 'done', ...more });

describe.each(kinds)('$kind', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  let audit: AuditLog;
  beforeEach(async () => {
    database = await create();
    store = await database.open();
    audit = open(store, database.folder);
    log.error.mockReset();
  });

  test('entries come back newest first, page by page, without secrets', async () => {
    await audit.record(event('cameras.create', { details: { url: 'rtsp://user:hunter2@h/1', analysis: { fps: 5 } }, target: 'c1' }));
    await audit.record(event('users.update', { details: { id: 'u2', password: 'hunter2', role: 'viewer' } }));
    await audit.record({ ...event('auth.login'), user: null, outcome: 'unauthenticated' });
    const first = await audit.list({ limit: 2 });
    expect(first.entries.map(({ seq, action, username, outcome }) => [seq, action, username, outcome])).toEqual([
      [3, 'auth.login', null, 'unauthenticated'],
      [2, 'users.update', 'ann', 'done'],
    ]);
    const second = await audit.list({ limit: 2, beforeSeq: first.nextBeforeSeq ?? 0 });
    expect(second).toMatchObject({ entries: [{ seq: 1, target: 'c1', address: '10.0.0.9', atMs: 1000 }], nextBeforeSeq: null });
    expect(JSON.stringify([first, second])).not.toContain('hunter2');
    expect(await audit.verify()).toEqual({ intact: true, entries: 3 });
  });

  test('filters narrow by person, kind of action, outcome and time, and take no wildcards', async () => {
    await audit.record(event('cameras.create'));
    await audit.record(event('cameras.delete', { outcome: 'not_found' }));
    await audit.record({ ...event('sites.create'), user: { id: 'u2', username: 'bob' } });
    const found = async (filter: object) => (await audit.list({ limit: 10, ...filter })).entries.map(({ seq }) => seq);
    expect(await found({ action: 'cameras.' })).toEqual([2, 1]);
    expect(await found({ action: '%' })).toEqual([]);
    expect(await found({ outcome: 'not_found' })).toEqual([2]);
    expect(await found({ userId: 'u2' })).toEqual([3]);
    expect(await found({ userId: "' or 1=1 --" })).toEqual([]);
    expect(await found({ fromMs: 1001 })).toEqual([]);
    expect(await found({ toMs: 1000 })).toEqual([3, 2, 1]);
  });

  test('two stations that write at once make one chain without a gap', async () => {
    const other = open(store, (await create()).folder);
    await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? audit : other).record(event(`a.${index}`))));
    expect(await audit.verify()).toEqual({ intact: true, entries: 20 });
    expect(await other.verify()).toEqual({ intact: true, entries: 20 });
    expect(new Set((await audit.list({ limit: 50 })).entries.map(({ action }) => action)).size).toBe(20);
  });
});

describe('somebody with the database file in hands', () => {
  const tampered = async (statement: string) => {
    const database = await sqlite.create();
    const store = await database.open();
    const audit = open(store, database.folder);
    for (let index = 1; index <= 5; index += 1) await audit.record(event(`a.${index}`));
    const raw = new SqliteFile(join(database.folder, 'sentra.db'));
    raw.exec(statement);
    raw.close();
    return { audit: open(store, database.folder), verdict: await open(store, database.folder).verify() };
  };

  test.each([
    ['changes who did it', `update audit set username = 'bob' where seq = 3`, 3],
    ['changes when', 'update audit set at_ms = at_ms + 1 where seq = 2', 2],
    ['takes an entry out', 'delete from audit where seq = 4', 4],
    ['cuts off the end', 'delete from audit where seq > 3', 5],
    ['empties the log', 'delete from audit', 5],
    [
      'swaps two entries',
      'update audit set seq = -1 where seq = 2; update audit set seq = 2 where seq = 3; update audit set seq = 3 where seq = -1',
      2,
    ],
  ])('is found out when he %s', async (_what, statement, seq) => {
    const { audit, verdict } = await tampered(statement);
    expect(verdict).toMatchObject({ intact: false, seq });
    log.error.mockReset();
    audit.verifyAtStart();
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledWith(expect.objectContaining({ intact: false }), expect.any(String)));
  });
});
