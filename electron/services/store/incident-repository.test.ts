import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { IncidentRecord } from './incident-record.ts';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleDelivery, sampleIncident, sampleTimeMs } from './testing/samples.ts';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await (await create()).open();
  });
  const insert = (record: IncidentRecord) => store.incidents.insert(record, [], sampleTimeMs);

  test('an incident comes back exactly as it was written', async () => {
    const record = sampleIncident();
    expect(await insert(record)).toBe(true);
    expect(await store.incidents.get(record.id)).toEqual(record);
    expect(await store.incidents.findByCandidateKey(record.candidateKey)).toEqual(record);
    expect(await store.incidents.get('nothing')).toBeNull();
  });

  test('the same candidate is stored once, with one message, however often and however fast it is told', async () => {
    const record = sampleIncident();
    const attempts = Array.from({ length: 5 }, () => {
      const id = randomUUID();
      return store.incidents.insert({ ...record, id }, [sampleDelivery({ incidentId: id })], sampleTimeMs);
    });
    expect((await Promise.all(attempts)).filter(Boolean)).toHaveLength(1);
    const kept = await store.incidents.findByCandidateKey(record.candidateKey);
    expect(await store.outbox.ofIncident(kept?.id ?? '')).toHaveLength(1);
  });

  test('incident and messages are written together or not at all', async () => {
    const record = sampleIncident();
    const broken = sampleDelivery({ incidentId: 'no-such-incident' });
    await expect(store.incidents.insert(record, [broken], sampleTimeMs)).rejects.toThrow();
    expect(await store.incidents.get(record.id)).toBeNull();
  });

  test('of many who change the same status exactly one does', async () => {
    const record = sampleIncident();
    await insert(record);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.incidents.change(record.id, { status: 'new' }, { status: 'acknowledged', acknowledgedBy: `user-${index}` }),
      ),
    );
    const winners = outcomes.filter((outcome) => outcome !== null);
    expect(winners).toHaveLength(1);
    expect(await store.incidents.get(record.id)).toEqual(winners[0]);
    expect(winners[0]).toMatchObject({ status: 'acknowledged', revision: 2 });
  });

  test('a change from an old revision is not made', async () => {
    const record = sampleIncident();
    await insert(record);
    await store.incidents.change(record.id, { status: 'new' }, { note: 'first' });
    expect(await store.incidents.change(record.id, { status: 'new', revision: 1 }, { note: 'second' })).toBeNull();
    expect(await store.incidents.get(record.id)).toMatchObject({ note: 'first', revision: 2 });
  });

  test('a later candidate raises confidence and revision, a weaker one only the count', async () => {
    const record = sampleIncident({ confidence: 0.5 });
    await insert(record);
    expect(await store.incidents.addCandidate(record.id, 0.75, record.frameAtMs + 10)).toMatchObject({
      confidence: 0.75,
      revision: 2,
      candidateCount: 2,
      lastCandidateAtMs: record.frameAtMs + 10,
    });
    expect(await store.incidents.addCandidate(record.id, 0.25, record.frameAtMs + 5)).toMatchObject({
      confidence: 0.75,
      revision: 2,
      candidateCount: 3,
      lastCandidateAtMs: record.frameAtMs + 10,
    });
  });

  test('the first console that shows it counts', async () => {
    const record = sampleIncident();
    await insert(record);
    const outcomes = await Promise.all([101, 102, 103].map((atMs) => store.incidents.markShown(record.id, atMs)));
    const winner = outcomes.find((outcome) => outcome !== null);
    expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
    expect((await store.incidents.get(record.id))?.shownAtMs).toBe(winner?.shownAtMs);
  });

  test('an earlier incident is found only when its time, camera and kind fit', async () => {
    const cameraId = randomUUID();
    await insert(sampleIncident({ cameraId, frameAtMs: 1000, lastCandidateAtMs: 5000, id: 'long' }));
    const around = (fromMs: number, toMs: number, kind: IncidentRecord['kind'] = 'accident') =>
      store.incidents.findAround(cameraId, kind, fromMs, toMs);
    expect((await around(4000, 9000))?.id).toBe('long');
    expect((await around(0, 1000))?.id).toBe('long');
    expect(await around(5001, 9000)).toBeNull();
    expect(await around(0, 999)).toBeNull();
    expect(await around(4000, 9000, 'fire')).toBeNull();
  });

  test('filters narrow both page and total', async () => {
    const cameraId = randomUUID();
    const siteId = randomUUID();
    await insert(sampleIncident({ cameraId, siteId, detectedAtMs: 100, kind: 'fire' }));
    await insert(sampleIncident({ cameraId, detectedAtMs: 200, status: 'resolved' }));
    await insert(sampleIncident({ cameraId, detectedAtMs: 300 }));
    const times = async (filter: object) => {
      const { records, total } = await store.incidents.list({ cameraId, limit: 10, ...filter }, null);
      expect(total).toBe(records.length);
      return records.map((record) => record.detectedAtMs);
    };
    expect(await times({})).toEqual([300, 200, 100]);
    expect(await times({ siteId })).toEqual([100]);
    expect(await times({ kind: 'accident' })).toEqual([300, 200]);
    expect(await times({ status: 'resolved' })).toEqual([200]);
    expect(await times({ fromMs: 100, toMs: 200 })).toEqual([200, 100]);
    expect(await times({ fromMs: 101, toMs: 199 })).toEqual([]);
  });

  test('pages show every incident exactly once, newest first, whatever the page size and however many share a time', async () => {
    const idPart = fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), idPart), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (made, limit) => {
          const cameraId = randomUUID();
          for (const [time, part] of made) await insert(sampleIncident({ id: `${part}${randomUUID()}`, cameraId, detectedAtMs: time }));
          const seen = await readAllPages(store, cameraId, limit);
          expect(new Set(seen.map((record) => record.id)).size).toBe(made.length);
          expect(seen.map((record) => record.detectedAtMs)).toEqual(made.map(([time]) => time).sort((left, right) => right - left));
        },
      ),
      { numRuns: 25 },
    );
  });
});

async function readAllPages(store: Store, cameraId: string, limit: number): Promise<IncidentRecord[]> {
  const seen: IncidentRecord[] = [];
  for (let before: IncidentRecord | null = null, page = 0; page < 50; page += 1) {
    const { records } = await store.incidents.list({ cameraId, limit }, before);
    if (records.length === 0) return seen;
    seen.push(...records);
    before = seen.at(-1) ?? null;
  }
  throw new Error('paging does not end');
}
