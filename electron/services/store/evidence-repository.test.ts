import { beforeAll, describe, expect, test } from 'vitest';
import type { ClipRecord, ExportRecord, LockRecord } from './evidence-repository.ts';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleIncident, sampleTimeMs } from './testing/samples.ts';

const atMs = sampleTimeMs;
const lock = (id: string, over: Partial<LockRecord> = {}): LockRecord => ({
  ...{ id, incidentId: id, cameraIds: ['gate', 'yard'], fromMs: atMs, toMs: atMs + 15_000, locked: true },
  ...{ changedBy: null, reason: 'incident', changedAtMs: atMs, toldAtMs: null, ...over },
});
const clip = (incidentId: string, cameraId: string, over: Partial<ClipRecord> = {}): ClipRecord => ({
  ...{
    incidentId,
    cameraId,
    cameraName: cameraId,
    position: cameraId === 'gate' ? 0 : 1,
    state: 'waiting',
    fromMs: atMs,
    toMs: atMs + 15_000,
  },
  ...{ startMs: null, endMs: null, bytes: null, sha256: null, holes: [], problem: null, attempts: 0, ...over },
});
const exported = (id: string, over: Partial<ExportRecord> = {}): ExportRecord => ({
  ...{ id, state: 'queued', problem: null, requestedBy: 'anna', places: [{ cameraId: 'gate', siteId: null }] },
  request: { cameraIds: ['gate'], fromMs: atMs, toMs: atMs + 1, burnIn: true },
  ...{ createdAtMs: atMs, doneAtMs: null, bytes: null, ...over },
});

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let evidence: Store['evidence'];
  beforeAll(async () => {
    store = await (await create()).open();
    evidence = store.evidence;
  });

  test('an incident is planned once, whoever comes at the same moment, and its own camera comes first', async () => {
    const plan = () => evidence.plan(lock('p1'), [clip('p1', 'yard'), clip('p1', 'gate')]);
    expect((await Promise.all([plan(), plan(), plan()])).filter(Boolean)).toEqual([true]);
    expect(await evidence.clipsOf('p1')).toEqual([clip('p1', 'gate'), clip('p1', 'yard')]);
    expect(await evidence.lock('p1')).toEqual(lock('p1'));
  });

  test('incidents without a plan are found by their time, and not after they have one', async () => {
    await store.incidents.insert(sampleIncident({ id: 'u1', candidateKey: 'u1', detectedAtMs: atMs + 500 }), [], atMs);
    expect(await evidence.unplanned(atMs, 10)).toEqual(['u1']);
    expect(await evidence.unplanned(atMs + 501, 10)).toEqual([]);
    await evidence.plan(lock('u1', { cameraIds: [] }), []);
    expect(await evidence.unplanned(0, 10)).toEqual([]);
  });

  test('clips are due when their time has passed, until they are settled; sizes beyond 32 bits and holes come back', async () => {
    await evidence.plan(lock('d1'), [
      clip('d1', 'gate', { toMs: atMs + 5 }),
      clip('d1', 'far', { fromMs: atMs - 9, toMs: atMs + 9_000_000 }),
    ]);
    const due = async (nowMs: number) => (await evidence.dueClips(nowMs, 99)).filter(({ incidentId }) => incidentId === 'd1');
    expect((await due(atMs + 5)).map(({ cameraId }) => cameraId)).toEqual(['gate']);
    expect((await evidence.pendingSince()).get('far')).toBe(atMs - 9);
    const made: Partial<ClipRecord> = {
      ...{ state: 'ready', startMs: atMs - 1_000, endMs: atMs + 5, bytes: 5_000_000_000, sha256: 'a'.repeat(64) },
      holes: [{ fromMs: atMs, toMs: atMs + 2, cause: 'damaged' }],
    };
    await evidence.changeClip({ incidentId: 'd1', cameraId: 'gate' }, made);
    expect(await due(atMs + 5)).toEqual([]);
    expect((await evidence.clipsOf('d1'))[0]).toMatchObject(made);
  });

  test('people are told once, when all clips of an incident are settled', async () => {
    await evidence.plan(lock('t1'), [clip('t1', 'gate'), clip('t1', 'yard')]);
    const isUntold = async () => (await evidence.untold(99)).includes('t1');
    await evidence.changeClip({ incidentId: 't1', cameraId: 'gate' }, { state: 'ready' });
    expect(await isUntold()).toBe(false);
    await evidence.changeClip({ incidentId: 't1', cameraId: 'yard' }, { state: 'missing' });
    expect(await isUntold()).toBe(true);
    await evidence.markTold('t1', atMs);
    expect(await isUntold()).toBe(false);
  });

  test('locks in force come newest first; an unlocked one is kept but not among them', async () => {
    const byHand = lock('l1', { incidentId: null, cameraIds: ['gate'], changedBy: 'anna', changedAtMs: atMs + 20 });
    await evidence.saveLock(byHand);
    await evidence.saveLock(lock('l2', { incidentId: null, changedAtMs: atMs + 10 }));
    const ids = async () => (await evidence.locks(99)).map(({ id }) => id).filter((id) => id.startsWith('l'));
    expect(await ids()).toEqual(['l1', 'l2']);
    await evidence.saveLock({ ...byHand, locked: false, reason: 'over', changedAtMs: atMs + 30 });
    expect(await ids()).toEqual(['l2']);
    expect(await evidence.lock('l1')).toMatchObject({ locked: false, reason: 'over' });
  });

  test('exports come newest first as they were written, change and go', async () => {
    await evidence.insertExport(exported('e1'));
    await evidence.insertExport(exported('e2', { createdAtMs: atMs + 1 }));
    expect(await evidence.exports(10)).toEqual([exported('e2', { createdAtMs: atMs + 1 }), exported('e1')]);
    await evidence.changeExport('e1', { state: 'done', doneAtMs: atMs + 9, bytes: 6_000_000_000 });
    expect(await evidence.export('e1')).toEqual(exported('e1', { state: 'done', doneAtMs: atMs + 9, bytes: 6_000_000_000 }));
    await evidence.removeExport('e1');
    expect([await evidence.export('e1'), (await evidence.exports(10)).length]).toEqual([null, 1]);
  });
});
