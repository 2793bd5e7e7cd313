import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SegmentRecord } from './recording-repository.ts';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleTimeMs } from './testing/samples.ts';

const minuteMs = 60_000;

describe.each(bothDatabases())('$kind', ({ create }) => {
  let recordings: Store['recordings'];
  beforeAll(async () => {
    recordings = (await (await create()).open()).recordings;
  });

  /** The `n`th minute of a camera. */
  const segment = (cameraId: string, n: number, change: Partial<SegmentRecord> = {}): SegmentRecord => {
    const startMs = sampleTimeMs + n * minuteMs;
    return {
      ...{ id: randomUUID(), cameraId, path: `2025/11/21/${cameraId}/${n}.mp4`, startMs, endMs: startMs + minuteMs, bytes: 4_000_000_000 },
      ...{ codec: 'avc1.640028', width: 1920, height: 1080, locked: false, tier: 'full', open: false },
      ...change,
    };
  };
  const fill = async (cameraId: string, count: number) => {
    const made = Array.from({ length: count }, (_, n) => segment(cameraId, n));
    for (const one of made) await recordings.insert(one);
    return made;
  };

  test('segments that touch a stretch come oldest first, of the cameras asked for', async () => {
    const made = await fill('a', 4);
    await fill('a2', 1);
    const stretch = { cameraIds: ['a'], fromMs: sampleTimeMs + minuteMs, toMs: sampleTimeMs + 2 * minuteMs + 1 };
    expect(await recordings.within(stretch, 10)).toEqual(made.slice(1, 3));
    expect(await recordings.within(stretch, 1)).toEqual(made.slice(1, 2));
    expect(await recordings.within({ ...stretch, cameraIds: [] }, 10)).toEqual([]);
    expect(await recordings.lastEndMs('a')).toBe(made[3]?.endMs);
    expect(await recordings.lastEndMs('nobody')).toBeNull();
  });

  test('beside a time lie the segment that began last and the next one, of this camera alone', async () => {
    const made = await fill('beside', 3);
    await fill('beside-2', 3);
    const atMs = sampleTimeMs + minuteMs;
    expect(await recordings.beside('beside', atMs)).toEqual({ before: made[1], after: made[2] });
    expect(await recordings.beside('beside', atMs - 1)).toEqual({ before: made[0], after: made[1] });
    expect(await recordings.beside('beside', sampleTimeMs - 1)).toEqual({ before: null, after: made[0] });
    expect(await recordings.beside('nobody', atMs)).toEqual({ before: null, after: null });
  });

  test('when video begins and ends is read by the begin of its segments, one camera at a time', async () => {
    await fill('spans', 4);
    await fill('spans-2', 1);
    const spans = await recordings.spans('spans', sampleTimeMs + 1, sampleTimeMs + 3 * minuteMs);
    expect(spans).toEqual([1, 2].map((n) => ({ fromMs: sampleTimeMs + n * minuteMs, toMs: sampleTimeMs + (n + 1) * minuteMs })));
    expect(await recordings.spans('nobody', 0, sampleTimeMs * 2)).toEqual([]);
  });

  test('an open segment grows and is found by whoever comes after its writer died', async () => {
    const one = segment('b', 0, { open: true });
    await recordings.insert(one);
    await recordings.change(one.id, { endMs: one.endMs + 5, bytes: 7 });
    expect(await recordings.open()).toEqual([{ ...one, endMs: one.endMs + 5, bytes: 7 }]);
    await recordings.change(one.id, { open: false });
    expect(await recordings.open()).toEqual([]);
    expect(await recordings.byPath(one.path)).toMatchObject({ id: one.id, open: false });
  });

  test('what is locked, by itself or by a stretch, is not offered for deletion', async () => {
    const made = await fill('c', 4);
    await recordings.lock('incident-1', { cameraIds: ['c'], fromMs: sampleTimeMs + minuteMs + 1, toMs: sampleTimeMs + minuteMs + 2 });
    await recordings.setLocked([made[3]?.id ?? ''], true);
    expect(await recordings.oldestUnlocked({ cameraId: 'c', limit: 10 })).toEqual([made[0], made[2]]);
    expect(await recordings.get(made[1]?.id ?? '')).toMatchObject({ locked: true });
    await recordings.unlock('incident-1');
    expect(await recordings.oldestUnlocked({ cameraId: 'c', limit: 10, endedBeforeMs: (made[1]?.endMs ?? 0) + 1 })).toEqual(
      made.slice(0, 2),
    );
  });

  test('deleted neighbours leave one gap with their cause', async () => {
    const made = await fill('d', 3);
    await recordings.removeAs(made.slice(0, 2), 'deleted_by_retention');
    await recordings.removeAs(made.slice(2), 'deleted_for_space');
    const gaps = await recordings.gapsWithin({ cameraIds: ['d'], fromMs: 0, toMs: sampleTimeMs + 10 * minuteMs });
    expect(gaps.map(({ fromMs, toMs, cause }) => [fromMs - sampleTimeMs, (toMs ?? 0) - sampleTimeMs, cause])).toEqual([
      [0, 2 * minuteMs, 'deleted_by_retention'],
      [2 * minuteMs, 3 * minuteMs, 'deleted_for_space'],
    ]);
    expect(await recordings.within({ cameraIds: ['d'], fromMs: 0, toMs: sampleTimeMs * 2 }, 9)).toEqual([]);
  });

  test('a cause holds until it is ended', async () => {
    const id = randomUUID();
    await recordings.beginGap('e', sampleTimeMs, 'camera_offline', id);
    expect(await recordings.openGaps()).toEqual([{ id, cameraId: 'e', fromMs: sampleTimeMs, toMs: null, cause: 'camera_offline' }]);
    await recordings.endGap(id, sampleTimeMs + 5);
    expect(await recordings.openGaps()).toEqual([]);
    await recordings.pruneGaps(sampleTimeMs + 6);
    expect(await recordings.gapsWithin({ cameraIds: ['e'], fromMs: 0, toMs: sampleTimeMs * 2 })).toEqual([]);
  });

  test('sizes add up beyond 32 bits, and paths are read page by page', async () => {
    await fill('f', 3);
    expect((await recordings.usage()).find(({ cameraId }) => cameraId === 'f')).toEqual({
      cameraId: 'f',
      bytes: 12_000_000_000,
      oldestMs: sampleTimeMs,
    });
    const first = await recordings.pathsAfter('2025/11/21/f', 2);
    expect(first).toEqual(['2025/11/21/f/0.mp4', '2025/11/21/f/1.mp4']);
    expect(await recordings.pathsAfter(first[1] ?? '', 1)).toEqual(['2025/11/21/f/2.mp4']);
  });
});
