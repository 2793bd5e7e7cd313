import { dayMs } from '../../clock.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SegmentRecord } from '../../store/recording-repository.ts';
import { openStore, type Store } from '../../store/store.ts';
import { SpanBook } from './span-book.ts';

const day = 20_000 * dayMs;
let folder = '';
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-spans-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
function segment(startMs: number, endMs: number, over: Partial<SegmentRecord> = {}): SegmentRecord {
  count += 1;
  const video = { bytes: 1000, codec: 'avc1.640028', width: 64, height: 48 };
  return {
    id: `s${count}`,
    cameraId: 'gate',
    path: `p${count}.mp4`,
    startMs,
    endMs,
    ...video,
    locked: false,
    tier: 'full',
    open: false,
    ...over,
  };
}

test('segments that follow each other are one span, also over midnight, and a hole stays a hole', async () => {
  const book = new SpanBook(store.recordings);
  for (const [from, to] of [
    [-90_000, -30_000],
    [-30_000, 30_000],
    [30_400, 60_000],
    [70_000, 80_000],
  ] as const)
    await store.recordings.insert(segment(day + from, day + to));
  expect(await book.within('gate', day, day + dayMs)).toEqual([
    { fromMs: day - 90_000, toMs: day + 60_000 },
    { fromMs: day + 70_000, toMs: day + 80_000 },
  ]);
  expect(await book.within('gate', day + 60_000, day + 70_000)).toEqual([]);
  expect(await book.within('yard', day, day + dayMs)).toEqual([]);
});

test('what the recorder writes, makes longer, repairs and deletes is known at once, as a new book reads it', async () => {
  const book = new SpanBook(store.recordings);
  const written = book.over();
  const asRead = async () => {
    const seen = await book.within('gate', day, day + dayMs);
    expect(seen).toEqual(await new SpanBook(store.recordings).within('gate', day, day + dayMs));
    return seen.map(({ fromMs, toMs }) => [fromMs - day, toMs - day]);
  };
  expect(await asRead()).toEqual([]);
  const first = segment(day + 1000, day + 2000, { open: true });
  await written.insert(first);
  expect(await asRead()).toEqual([[1000, 2000]]);
  await written.change(first.id, { endMs: day + 61_000, bytes: 5 });
  await written.change(first.id, { open: false });
  const second = segment(day + 61_000, day + 120_000);
  await written.insert(second);
  expect(await asRead()).toEqual([[1000, 120_000]]);
  await written.change(second.id, { endMs: day + 90_000 });
  expect(await asRead()).toEqual([[1000, 90_000]]);
  await written.removeAs([first], 'deleted_by_retention');
  expect(await asRead()).toEqual([[61_000, 90_000]]);
});

test('a segment written while its day is being read is not lost', async () => {
  const book = new SpanBook(store.recordings);
  const reading = book.within('gate', day, day + dayMs);
  await book.over().insert(segment(day + 1000, day + 2000));
  await reading;
  expect(await book.within('gate', day, day + dayMs)).toEqual([{ fromMs: day + 1000, toMs: day + 2000 }]);
});
