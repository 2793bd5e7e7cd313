import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import type { RemoteObject } from '../../store/remote-object-repository.ts';
import { RemoteCache } from './remote-cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentra-cache-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content = Buffer.alloc(1_000, 'x');
const object = (id: string): RemoteObject => ({
  ...{
    id,
    kind: 'segment',
    place: 'https://s3/x',
    objectKey: id,
    bytes: content.length,
    endMs: 1,
    codec: '',
    width: 0,
    height: 0,
    storedAtMs: 1,
  },
  sha256: createHash('sha256').update(content).digest('hex'),
});

test('the least recently asked for go first, but not while they may still be read, and all of them after a day', async () => {
  let nowMs = Date.now();
  let gets = 0;
  const cache = new RemoteCache({ folder, nowMs: () => nowMs, mostBytes: 2_500 });
  const archive = {
    get: async () => {
      gets += 1;
      return Readable.from([content]);
    },
  };
  const names = () =>
    readdirSync(folder)
      .map((name) => name.slice(0, 1))
      .sort();
  for (const id of ['a', 'b', 'c']) await cache.fetch(archive, object(id));
  expect([names(), gets]).toEqual([['a', 'b', 'c'], 3]);
  nowMs += 3_600_000;
  await Promise.all([cache.fetch(archive, object('a')), cache.fetch(archive, object('a'))]);
  await cache.fetch(archive, object('d'));
  expect([names(), gets]).toEqual([['a', 'd'], 4]);
  nowMs += 25 * 3_600_000;
  await cache.sweep();
  expect(names()).toEqual([]);
  await cache.close();
});
