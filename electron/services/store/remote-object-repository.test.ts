import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SegmentRecord } from './recording-repository.ts';
import type { RemoteObject } from './remote-object-repository.ts';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleTimeMs } from './testing/samples.ts';

const minuteMs = 60_000;
const place = 'https://s3.example.com/cctv';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let recordings: Store['recordings'];
  let objects: Store['remoteObjects'];
  beforeAll(async () => {
    const store = await (await create()).open();
    recordings = store.recordings;
    objects = store.remoteObjects;
  });

  let minutes = 0;
  /** The next minute of all that this file records. */
  const recorded = async (change: Partial<SegmentRecord> = {}): Promise<SegmentRecord> => {
    minutes += 1;
    const startMs = sampleTimeMs + minutes * minuteMs;
    const segment: SegmentRecord = {
      ...{ id: randomUUID(), cameraId: 'a', path: `2025/11/21/a/${minutes}.mp4`, startMs, endMs: startMs + minuteMs, bytes: 4_000_000_000 },
      ...{ codec: 'avc1.640028', width: 1920, height: 1080, locked: false, tier: 'full', open: false },
      ...change,
    };
    await recordings.insert(segment);
    return segment;
  };
  const objectOf = ({ id, endMs, bytes, codec, width, height }: SegmentRecord, change: Partial<RemoteObject> = {}): RemoteObject => ({
    ...{ id, kind: 'segment', place, objectKey: `sentra/${id}.mp4`, bytes, sha256: 'a'.repeat(64), endMs, codec, width, height },
    ...{ storedAtMs: sampleTimeMs, ...change },
  });
  const due = () => ({ endedFromMs: 0, endedBeforeMs: sampleTimeMs + 1e9 });
  const all = { fromMs: 0, toMs: sampleTimeMs + 1e12 };
  const dueIds = async () => (await objects.unstoredSegments(due(), 100)).map(({ id }) => id);

  test('closed recordings are due, oldest first, until they are stored', async () => {
    const [first, second] = [await recorded(), await recorded()];
    await recorded({ open: true });
    expect(await dueIds()).toEqual([first.id, second.id]);
    expect(await objects.oldestMs()).toBe(first.startMs);
    expect(await objects.waitingSegments(due(), { fromMs: 0, toMs: second.startMs })).toMatchObject({ files: 1 });
    expect(await objects.waitingSegments(due(), all)).toEqual({ files: 2, bytes: 8_000_000_000, oldestMs: first.endMs });
    expect(await objects.unstoredSegments({ endedFromMs: second.endMs, endedBeforeMs: second.endMs + 1 }, 1)).toMatchObject([
      { id: second.id },
    ]);
    await objects.stored(objectOf(first));
    await objects.stored(objectOf(first));
    expect(await objects.get(first.id)).toEqual(objectOf(first));
    expect(await dueIds()).toEqual([second.id]);
    await objects.stored(objectOf(second));
    expect(await objects.waitingSegments(due(), all)).toEqual({ files: 0, bytes: 0, oldestMs: null });
    expect(await objects.amounts(place, all)).toEqual({
      stored: { files: 2, bytes: 8_000_000_000 },
      onlyThere: { files: 0, bytes: 0 },
      lastMs: sampleTimeMs,
    });
  });

  test('what is let go is described as its copy is, and only what has one is', async () => {
    const [here, there] = [await recorded(), await recorded()];
    await objects.stored(objectOf(there, { bytes: 7, width: 640, height: 360 }));
    expect(await recordings.oldestUnlocked({ cameraId: 'a', storedIn: place, limit: 100 })).toContainEqual(there);
    expect(await recordings.letGo([here, there])).toEqual([there]);
    expect(await recordings.get(there.id)).toMatchObject({ tier: 'remote', bytes: 7, width: 640, height: 360, startMs: there.startMs });
    expect(await recordings.get(here.id)).toMatchObject({ tier: 'full' });
    expect((await objects.amounts(place, all)).onlyThere).toEqual({ files: 1, bytes: 7 });
    expect((await recordings.remoteUnlocked(place, there.endMs + 1, 9)).map(({ id }) => id)).toEqual([there.id]);
  });

  test('a copy whose recording is deleted is doomed with it, also when it was deleted while it was uploaded', async () => {
    const [deleted, early] = [await recorded(), await recorded()];
    await objects.stored(objectOf(deleted));
    await recordings.removeAs([deleted, early], 'deleted_by_retention');
    await objects.stored(objectOf(early));
    expect(await objects.get(deleted.id)).toBeNull();
    const doomed = await objects.doomed(place, 9);
    expect(doomed.map(({ id }) => id).sort()).toEqual([deleted.id, early.id].sort());
    for (const { id } of doomed) await objects.forget(id);
    expect(await objects.doomed(place, 9)).toEqual([]);
  });

  test('copies past their time are doomed but for locked ones and those that are all there is, and are not uploaded anew meanwhile', async () => {
    const [old, locked, only, young] = [await recorded(), await recorded(), await recorded(), await recorded()];
    for (const one of [old, locked, only, young]) await objects.stored(objectOf(one));
    await recordings.lock('incident', { cameraIds: ['a'], fromMs: locked.startMs, toMs: locked.startMs + 1 });
    await recordings.letGo([only]);
    await objects.doomOlder(place, young.endMs);
    const doomed = (await objects.doomed(place, 99)).map(({ id }) => id);
    expect(doomed).toContain(old.id);
    expect(doomed.filter((id) => [locked.id, only.id, young.id].includes(id))).toEqual([]);
    expect(await dueIds()).not.toContain(old.id);
    await objects.forget(old.id);
    expect(await dueIds()).toContain(old.id);
    await recordings.unlock('incident');
  });

  test('in another place everything that is here is due again', async () => {
    const one = await recorded();
    await objects.stored(objectOf(one));
    await objects.leaveOtherPlaces(place);
    expect(await dueIds()).not.toContain(one.id);
    await objects.leaveOtherPlaces('https://other.example.com/cctv');
    expect(await dueIds()).toContain(one.id);
  });
});
