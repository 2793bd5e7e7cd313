import { beforeAll, describe, expect, test } from 'vitest';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleIncident, sampleTimeMs } from './testing/samples.ts';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await (await create()).open();
    for (const [index, cameraId] of ['gate', 'gate', 'yard', 'gate'].entries()) {
      const frameAtMs = sampleTimeMs + index * 1_000;
      const times = { frameAtMs, detectedAtMs: frameAtMs + 300, storedAtMs: frameAtMs + 301, lastCandidateAtMs: frameAtMs };
      await store.incidents.insert(sampleIncident({ id: `i${index}`, candidateKey: `k${index}`, cameraId, ...times }), [], frameAtMs);
    }
  });
  const within = async (cameraIds: string[], fromMs: number, toMs: number, limit = 10) =>
    (await store.incidentMarks.within({ cameraIds, fromMs: sampleTimeMs + fromMs, toMs: sampleTimeMs + toMs }, limit)).map(({ id }) => id);

  test('marks are those of the cameras asked for, by the time of their picture, oldest first, half open', async () => {
    expect(await within(['gate'], 0, 10_000)).toEqual(['i0', 'i1', 'i3']);
    expect(await within(['gate', 'yard'], 1_000, 3_000)).toEqual(['i1', 'i2']);
    expect(await within([], 0, 10_000)).toEqual([]);
    const [mark] = await store.incidentMarks.within({ cameraIds: ['yard'], fromMs: 0, toMs: sampleTimeMs * 2 }, 1);
    expect(mark).toMatchObject({ id: 'i2', cameraId: 'yard', atMs: sampleTimeMs + 2_000 });
  });

  test('when there are more than fit the newest are kept', async () => {
    expect(await within(['gate', 'yard'], 0, 10_000, 2)).toEqual(['i2', 'i3']);
  });
});
