import { describe, expect, test } from 'vitest';
import { bothDatabases } from './testing/databases.ts';

describe.each(bothDatabases())('$kind', ({ create, kind }) => {
  test('opens an empty database and opens it again', async () => {
    const database = await create();
    const first = await database.open();
    await first.sites.insert({ id: 'north', name: 'North gate', address: '', createdAtMs: 1_700_000_000_123 });
    await first.close();
    const second = await database.open();
    expect(second.kind).toBe(kind);
    expect(await second.sites.list()).toEqual([{ id: 'north', name: 'North gate', address: '', createdAtMs: 1_700_000_000_123 }]);
  });
});
