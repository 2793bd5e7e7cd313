import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SegmentRecord } from '../store/recording-repository.ts';
import { openStore, type Store } from '../store/store.ts';
import { UsageBook } from './usage-book.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 4, 11, 10);
let folder = '';
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-usage-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const segment = (id: string, cameraId: string, startMs: number, change: Partial<SegmentRecord> = {}): SegmentRecord => ({
  ...{ id, cameraId, path: `${id}.mp4`, startMs, endMs: startMs + 60_000, bytes: 1_000 },
  ...{ codec: 'avc1.640028', width: 64, height: 48, locked: false, tier: 'full', open: false, ...change },
});

test('what it knows is what all rows say, after everything that is written', async () => {
  const reads: string[] = [];
  const counted = {
    ...store.recordings,
    usageOf: (cameraId: string, fromMs: number, toMs: number) => {
      reads.push(cameraId);
      return store.recordings.usageOf(cameraId, fromMs, toMs);
    },
  };
  const recordings = new UsageBook(counted, () => nowMs).over();
  const isTrue = async () => expect(await recordings.usage()).toEqual(await store.recordings.usage());
  await isTrue();
  const old = segment('old', 'gate', nowMs - 40 * dayMs);
  const midnight = segment('midnight', 'gate', Math.floor(nowMs / dayMs) * dayMs);
  for (const one of [old, midnight, segment('yard', 'yard', nowMs - 3 * dayMs)]) await recordings.insert(one);
  await isTrue();
  await recordings.insert(segment('open', 'yard', nowMs, { open: true, bytes: 10 }));
  await isTrue();
  await recordings.change('open', { bytes: 500, endMs: nowMs + 10_000 });
  await isTrue();
  await recordings.change('open', { bytes: 900, open: false });
  await recordings.change('old', { bytes: 300, tier: 'archive' });
  await isTrue();
  reads.length = 0;
  await isTrue();
  expect(reads).toEqual([]);
  await recordings.change('midnight', { tier: 'remote' });
  await recordings.removeAs([old], 'deleted_by_retention');
  await isTrue();
  // The one page that was written to.
  expect(reads.length).toBeLessThanOrEqual(2);
  expect((await recordings.usage()).map(({ cameraId }) => cameraId)).toEqual(['yard']);
});

test('a page that is written to while it is read is read again, and one that could not be read too', async () => {
  let isBroken = true;
  const book = new UsageBook(
    {
      ...store.recordings,
      usageOf: (...asked) => (isBroken ? Promise.reject(new Error('away')) : store.recordings.usageOf(...asked)),
    },
    () => nowMs,
  );
  const recordings = book.over();
  await recordings.insert(segment('a', 'gate', nowMs));
  await expect(recordings.usage()).rejects.toThrow('away');
  isBroken = false;
  const reading = recordings.usage();
  await recordings.insert(segment('b', 'gate', nowMs + 60_000));
  await reading;
  expect(await recordings.usage()).toEqual([{ cameraId: 'gate', bytes: 2_000, oldestMs: nowMs }]);
});
