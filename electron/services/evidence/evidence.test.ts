import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { methods } from '../../../shared/contract/methods.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Reach, type Role, wholeReach } from '../../../shared/schemas/user.ts';
import type { CameraRecord } from '../cameras/camera-record.ts';
import { ffmpegFinder } from '../cameras/ffmpeg-binary.ts';
import { decodedFrames } from '../recording/testing/decoded-frames.ts';
import { type RecordingRig, recordingRigs, rigStartMs } from '../recording/testing/rig.ts';
import { createSealing } from '../secrets/sealing.ts';
import { EventBus } from '../station/event-bus.ts';
import { incidentOf } from '../store/incident-record.ts';
import { sampleIncident } from '../store/testing/samples.ts';
import { folderFiles, zipFiles } from './verify/export-files.ts';
import { isGood, verifyExport } from './verify/verify-export.ts';
import { createEvidence, type Evidence, type EvidenceOptions } from './create-evidence.ts';

const run = promisify(execFile);
const rig = recordingRigs();
/** Asked once: it takes three starts of ffmpeg. */
const ffmpeg = ffmpegFinder();
const folders: string[] = [];
const opened: Evidence[] = [];
afterEach(async () => {
  for (const evidence of opened.splice(0)) await evidence.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const caller = (role: Role, reach: Reach = wholeReach): Caller => ({
  ...{ user: { id: role, username: role, role, reach, createdAtMs: 1 }, sessionId: null, address: '10.0.0.9' },
});
const operator = caller('operator');
const stranger = caller('operator', { all: false, siteIds: ['elsewhere'], cameraIds: [] });

/** Evidence over a rig; the station's other parts answer from the rig's database. */
async function evidenceOf(station: RecordingRig, cameras: readonly CameraRecord[], over: Partial<EvidenceOptions> = {}) {
  const told: string[] = [];
  const accesses: unknown[] = [];
  const photo = join(station.folder, 'photo.jpg');
  writeFileSync(photo, 'a photo');
  const siteOf = (id: string) => cameras.find((camera) => camera.id === id)?.siteId;
  const get = async (id: string) => {
    const record = await station.store.incidents.get(id);
    if (!record) throw new AppError('not_found', `There is no incident ${id}.`);
    return incidentOf(record);
  };
  const evidence = createEvidence({
    ...{ store: station.store, dataDir: station.folder, version: '1', recordings: station.service, ffmpeg },
    cameras: () => ({ list: () => cameras as never, siteOf }),
    incidents: () => ({ get, photoPath: async () => photo }),
    places: () => ({
      camera: (id) => (siteOf(id) === undefined ? null : { cameraId: id, siteId: siteOf(id) ?? null }),
      incident: (id) => station.store.incidents.get(id),
      site: () => null,
    }),
    clipReady: async (id) => void told.push(id),
    events: new EventBus(),
    audit: { record: async (event) => void accesses.push(event) },
    sealing: createSealing(Buffer.alloc(32, 7)),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
    nowMs: () => station.nowMs,
    ...over,
  });
  opened.push(evidence);
  return { evidence, told, accesses, call: evidence.handlers };
}

async function happened(station: RecordingRig, id: string, atMs: number, cameraId = 'gate', siteId: string | null = 'yard') {
  await station.store.incidents.insert(
    sampleIncident({
      id,
      candidateKey: id,
      cameraId,
      siteId,
      frameAtMs: atMs,
      detectedAtMs: atMs,
      storedAtMs: atMs,
      lastCandidateAtMs: atMs,
    }),
    [],
    atMs,
  );
}

/** Two cameras of one site; only the gate is recorded. Twenty seconds before and after an incident are played. */
async function recorded(seconds: number, atS: number, options: { segmentMs?: number } = {}) {
  const station = await rig(options);
  const gate = await station.addCamera({ beforeS: 5, afterS: 5 }, { siteId: 'yard' });
  const yard = await station.addCamera({ mode: 'off' }, { id: 'yard-2', siteId: 'yard', name: 'Yard' });
  const camera = await station.camera();
  await camera.play(atS);
  await happened(station, 'i1', rigStartMs + atS * 1000);
  await camera.play(seconds - atS);
  camera.end();
  await station.tick();
  await expect.poll(() => station.store.recordings.open()).toEqual([]);
  await expect.poll(() => station.store.recordings.lastEndMs('gate')).toBeGreaterThanOrEqual(station.nowMs);
  return { station, cameras: [gate, yard] };
}

test('an incident keeps a clip of its camera over two segments, cut at pictures and not encoded again, and says why another has none', async () => {
  const { station, cameras } = await recorded(24, 10, { segmentMs: 8_000 });
  const { evidence, told, call } = await evidenceOf(station, cameras);
  await evidence.service.tick();
  const { clips, lock } = methods['evidence.ofIncident'].output.parse(await call['evidence.ofIncident']({ incidentId: 'i1' }, operator));
  expect(clips.map(({ cameraId, state }) => [cameraId, state])).toEqual([
    ['gate', 'ready'],
    ['yard-2', 'missing'],
  ]);
  const [clip, none] = clips;
  expect(clip).toMatchObject({ startMs: rigStartMs + 4_100, endMs: rigStartMs + 15_000, holes: [], url: '/api/incidents/i1/clips/gate' });
  expect(none?.holes).toEqual([{ fromMs: rigStartMs + 5_000, toMs: rigStartMs + 15_000, cause: 'recording_off' }]);
  const file = await evidence.media.clipFile('i1', 'gate');
  expect(file).toBe(join(station.folder, 'evidence', 'i1', 'gate.mp4'));
  const { frames, timesS, complaints } = await decodedFrames(file);
  expect([frames, timesS[0], timesS.at(-1), complaints]).toEqual([109, 0, 10.8, '']);
  expect(lock).toMatchObject({ locked: true, by: null, cameraIds: ['gate', 'yard-2'] });
  expect(told).toEqual(['i1']);
  expect(await evidence.clipOf('i1')).toBe(file);
  await evidence.service.tick();
  expect(told).toEqual(['i1']);
});

test('nothing is cut before the time after the incident has passed, and its segments are locked until somebody unlocks them with a reason', async () => {
  const { station, cameras } = await recorded(12, 10);
  const { evidence, call } = await evidenceOf(station, cameras);
  await evidence.service.tick();
  const incidentId = 'i1';
  expect((await call['evidence.ofIncident']({ incidentId }, operator)).clips[0]).toMatchObject({ state: 'waiting', url: null });
  const locked = async () =>
    (await station.service.segments({ cameraIds: ['gate'], fromMs: 0, toMs: station.nowMs }, 9)).map((one) => one.locked);
  const deletable = () => station.store.recordings.oldestUnlocked({ limit: 9 });
  expect(await locked()).toEqual([true]);
  expect(await deletable()).toEqual([]);
  const unlocked = await call['evidence.unlock']({ incidentId, reason: 'no accident' }, operator);
  expect(unlocked).toMatchObject({ locked: false, by: 'operator', reason: 'no accident' });
  expect(await locked()).toEqual([false]);
  expect(await deletable()).toHaveLength(1);
  await call['evidence.lock']({ incidentId, reason: 'the police asked' }, operator);
  expect(await deletable()).toEqual([]);
  const stretch = { cameraId: 'gate', fromMs: rigStartMs, toMs: rigStartMs + 1_000, reason: 'a theft' };
  const byHand = await call['evidence.lockStretch'](stretch, operator);
  await call['evidence.unlock']({ incidentId, reason: 'done' }, operator);
  expect(await deletable()).toEqual([]);
  expect((await call['evidence.locks']({}, operator)).map(({ id }) => id)).toEqual([byHand.id]);
  expect(await call['evidence.locks']({}, stranger)).toEqual([]);
  await expect(call['evidence.unlockStretch']({ id: 'i1', cameraId: 'gate', reason: 'x' }, operator)).rejects.toThrow('no such lock');
  await call['evidence.unlockStretch']({ id: byHand.id, cameraId: 'gate', reason: 'x' }, operator);
  expect(await deletable()).toHaveLength(1);
});

test('an incident that goes on is told of with its first clip, kept to its end, and cut once more when it is over', async () => {
  const station = await rig();
  const gate = await station.addCamera({ mode: 'event', beforeS: 5, afterS: 5 });
  const camera = await station.camera();
  const { evidence, told, call } = await evidenceOf(station, [gate]);
  const clip = async () => (await call['evidence.ofIncident']({ incidentId: 'i1' }, operator)).clips[0];
  await camera.play(10);
  const seenMs = station.nowMs;
  await happened(station, 'i1', seenMs, 'gate', null);
  await evidence.service.plan('i1');
  await camera.play(4);
  const incident = incidentOf((await station.store.incidents.get('i1')) ?? sampleIncident());
  await evidence.service.seenAgain(incident, seenMs + 4_000);
  await camera.play(5);
  await evidence.service.tick();
  expect(await clip()).toMatchObject({ state: 'ready', endMs: seenMs + 5_000 });
  expect(told).toEqual(['i1']);
  await camera.play(4);
  await evidence.service.tick();
  expect(await clip()).toMatchObject({ state: 'ready', startMs: seenMs - 5_900, endMs: seenMs + 9_000, holes: [] });
  expect((await decodedFrames(await evidence.media.clipFile('i1', 'gate'))).frames).toBe(149);
  expect(told).toEqual(['i1']);
  await evidence.service.seenAgain(incident, seenMs + 3_600_000);
  expect((await station.service.locks()).map(({ toMs }) => toMs - seenMs)).toEqual([600_000]);
});

test('locks that the database has forgotten are shown again and can be let go, and what was unlocked before a crash is let go', async () => {
  const station = await rig();
  const stretch = { cameraIds: ['gate'], fromMs: rigStartMs, toMs: rigStartMs + 1_000 };
  await station.service.lock('forgotten', stretch);
  await station.service.lock('let-go', stretch);
  const unlocked = { incidentId: null, locked: false, changedBy: 'anna', reason: 'done', changedAtMs: 1, toldAtMs: null };
  await station.store.evidence.saveLock({ id: 'let-go', ...stretch, ...unlocked });
  // Its plan was interrupted by a crash: it is made again, with clips.
  await happened(station, 'i1', station.nowMs);
  await station.service.lock('i1', stretch);
  const { evidence, call } = await evidenceOf(station, []);
  await evidence.service.tick();
  const shown = await call['evidence.locks']({}, operator);
  expect(shown.find(({ id }) => id === 'forgotten')).toMatchObject({ ...stretch, by: null, reason: 'found beside the recordings' });
  expect((await call['evidence.ofIncident']({ incidentId: 'i1' }, operator)).lock).toMatchObject({ incidentId: 'i1' });
  expect((await station.service.locks()).map(({ id }) => id)).toEqual(['forgotten', 'i1']);
  await call['evidence.unlockStretch']({ id: 'forgotten', cameraId: 'gate', reason: 'seen' }, operator);
  expect((await station.service.locks()).map(({ id }) => id)).toEqual(['i1']);
});

test('a station that died between the file and its row cuts the clip again and tells of it once', async () => {
  const { station, cameras } = await recorded(20, 10);
  const broken = await evidenceOf(station, cameras);
  const { evidence } = station.store;
  const dies: typeof evidence = {
    ...evidence,
    changeClip: async (clip, change) => {
      if (change.state === 'ready') throw new Error('the power went');
      await evidence.changeClip(clip, change);
    },
  };
  const first = await evidenceOf(station, cameras, { store: { ...station.store, evidence: dies } });
  await first.evidence.service.tick();
  expect(existsSync(join(station.folder, 'evidence', 'i1', 'gate.mp4'))).toBe(true);
  expect(first.told).toEqual([]);
  await broken.evidence.service.tick();
  const [clip] = (await broken.call['evidence.ofIncident']({ incidentId: 'i1' }, operator)).clips;
  expect(clip).toMatchObject({ state: 'ready', problem: null });
  expect(broken.told).toEqual(['i1']);
  expect(await readdir(join(station.folder, 'evidence', 'i1'))).toEqual(['gate.mp4']);
});

test('a segment that is damaged in the middle of a clip is a hole in it, and what follows keeps its time', async () => {
  const { station, cameras } = await recorded(24, 10, { segmentMs: 4_000 });
  const segments = await station.service.segments({ cameraIds: ['gate'], fromMs: 0, toMs: station.nowMs }, 99);
  const middle = segments.find(({ startMs }) => startMs === rigStartMs + 8_100);
  if (!middle) throw new Error('no segment begins at second 8.1');
  const handle = await open(station.service.fileOf(middle), 'r+');
  await handle.write(Buffer.alloc(400, 0xff), 0, 400, 0);
  await handle.close();
  const { evidence, call } = await evidenceOf(station, cameras);
  await evidence.service.tick();
  const [clip] = (await call['evidence.ofIncident']({ incidentId: 'i1' }, operator)).clips;
  expect(clip).toMatchObject({
    state: 'ready',
    startMs: rigStartMs + 4_100,
    endMs: rigStartMs + 15_000,
    holes: [{ fromMs: rigStartMs + 8_100, toMs: rigStartMs + 12_100, cause: 'damaged' }],
  });
  const { frames, timesS } = await decodedFrames(await evidence.media.clipFile('i1', 'gate'));
  expect(frames).toBe(69);
  expect(timesS.slice(38, 42)).toEqual([3.8, 3.9, 8, 8.1]);
});

test('while the index is made anew from the files a clip with something missing is not the last word', async () => {
  const { station, cameras } = await recorded(20, 10);
  const state = { isRebuilding: true, isEmpty: true };
  const { service } = station;
  const recordings: EvidenceOptions['recordings'] = {
    get isRebuilding() {
      return state.isRebuilding;
    },
    segments: async (stretch, limit) => (state.isEmpty ? [] : service.segments(stretch, limit)),
    gaps: (stretch) => service.gaps(stretch),
    readable: (segment) => service.readable(segment),
    lock: (id, stretch) => service.lock(id, stretch),
    unlock: (id) => service.unlock(id),
    locks: () => service.locks(),
    onIncident: () => undefined,
  };
  const { evidence, told, call } = await evidenceOf(station, cameras, { recordings });
  const states = async () => (await call['evidence.ofIncident']({ incidentId: 'i1' }, operator)).clips.map((clip) => clip.state);
  await evidence.service.tick();
  expect([await states(), told]).toEqual([['waiting', 'waiting'], []]);
  Object.assign(state, { isRebuilding: false, isEmpty: false });
  station.pass(5_000);
  await evidence.service.tick();
  expect([await states(), told]).toEqual([['ready', 'missing'], ['i1']]);
});

async function verified(path: string, ...more: string[]): Promise<{ code: number; said: string }> {
  const args = [join(import.meta.dirname, 'verify', 'main.ts'), path, ...more];
  return run(process.execPath, args).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, said: error.stdout + error.stderr }),
  );
}

test('an export is whole for the verifier, zipped or unpacked; a flipped byte, a missing and an extra file are found, and a foreign key', async () => {
  const { station, cameras } = await recorded(20, 10);
  const { evidence, call } = await evidenceOf(station, cameras);
  await evidence.service.tick();
  const boxes = {
    atMs: rigStartMs + 6_000,
    width: 64,
    height: 48,
    boxes: [{ id: 1, label: 'car', score: 0.9, bbox: [8, 8, 20, 20], state: 'moving' }],
  };
  writeFileSync(join(station.folder, 'evidence', 'i1', 'gate.boxes.jsonl'), `${JSON.stringify(boxes)}\n`);
  const job = await call['evidence.export']({ incidentIds: ['i1'], burnIn: true }, operator);
  expect(job).toMatchObject({ state: 'queued', url: null, by: 'operator' });
  await evidence.exports.idle();
  const [made] = methods['evidence.exports'].output.parse(await call['evidence.exports']({}, operator));
  expect(made).toMatchObject({ id: job.id, state: 'done', problem: null, url: `/api/evidence/exports/${job.id}/download` });
  const zip = await evidence.media.exportFile(job.id, operator);
  const { fingerprint } = await call['evidence.key']({}, operator);
  const whole = await verified(zip, '--key', fingerprint);
  expect(whole).toMatchObject({ code: 0, said: expect.stringContaining('Everything is as it was signed.') });
  for (const name of ['incident.json', 'photo.jpg', 'gate.mp4', 'gate.boxes.jsonl', 'gate-with-time.mp4'])
    expect(whole.said).toContain(`whole    i1/${name}`);

  const folder = mkdtempSync(join(tmpdir(), 'sentra-unpacked-'));
  folders.push(folder);
  await run('python3', ['-m', 'zipfile', '-e', zip, folder]);
  expect(isGood(await verifyExport(folderFiles(folder), fingerprint))).toBe(true);
  const drawn = await decodedFrames(join(folder, 'i1', 'gate-with-time.mp4'));
  expect([drawn.frames, drawn.complaints]).toEqual([109, '']);
  expect(readFileSync(join(folder, 'i1', 'gate-with-time.mp4'))).not.toEqual(readFileSync(join(folder, 'i1', 'gate.mp4')));

  const flipped = readFileSync(zip);
  const at = flipped.indexOf('mdat') + 40;
  flipped.writeUInt8((flipped[at] ?? 0) ^ 1, at);
  const tampered = join(folder, '..', `${job.id}-flipped.zip`);
  folders.push(tampered);
  writeFileSync(tampered, flipped);
  expect(await verified(tampered)).toMatchObject({ code: 1, said: expect.stringMatching(/CHANGED {2}i1\/gate[^\n]*mp4\n/) });

  rmSync(join(folder, 'i1', 'photo.jpg'));
  copyFileSync(zip, join(folder, 'planted.zip'));
  const { code, said } = await verified(folder);
  expect([code, said]).toEqual([1, expect.stringContaining('MISSING  i1/photo.jpg')]);
  expect(said).toContain('EXTRA    planted.zip');
  writeFileSync(join(folder, 'manifest.json'), readFileSync(join(folder, 'manifest.json'), 'utf8').replace('operator', 'somebody'));
  expect((await verifyExport(folderFiles(folder), null)).signature).toBe('manifest.json was changed after it was signed');
  const opened = await zipFiles(zip);
  expect((await verifyExport(opened, '00'.repeat(32))).signature).toContain('another key');
  opened.close();
  expect((await verified(join(folder, 'nothing'))).code).toBe(2);
});

test('a stretch of a camera is exported by hand; who does not reach it can neither ask for it nor fetch, see or cancel it', async () => {
  const { station, cameras } = await recorded(12, 10);
  const { evidence, call } = await evidenceOf(station, cameras);
  const wanted = { cameraIds: ['gate', 'yard-2'], fromMs: rigStartMs + 2_000, toMs: rigStartMs + 6_000, burnIn: false };
  await expect(call['evidence.export'](wanted, stranger)).rejects.toThrow('There is no such camera.');
  await expect(call['evidence.export']({ incidentIds: ['i1'], burnIn: false }, stranger)).rejects.toThrow('There is no such incident.');
  await expect(call['evidence.export']({ burnIn: false }, operator)).rejects.toThrow('Name either');
  await expect(call['evidence.export']({ ...wanted, toMs: 1 }, operator)).rejects.toThrow('after fromMs');
  const { id } = await call['evidence.export'](wanted, operator);
  await evidence.exports.idle();
  expect((await stat(await evidence.media.exportFile(id, operator))).size).toBeGreaterThan(1_000);
  await expect(evidence.media.exportFile(id, stranger)).rejects.toThrow('There is no such export');
  await expect(call['evidence.cancelExport']({ id }, stranger)).rejects.toThrow('There is no such export');
  expect(await call['evidence.exports']({}, stranger)).toEqual([]);
  const limited = caller('operator', { all: false, siteIds: [], cameraIds: ['gate'] });
  await expect(evidence.media.exportFile(id, limited)).rejects.toThrow('There is no such export');
  expect(await call['evidence.cancelExport']({ id }, operator)).toMatchObject({ state: 'cancelled', url: null });
  await expect(evidence.media.exportFile(id, operator)).rejects.toThrow('not finished');
});

test('what cannot be exported is said at once: nothing recorded, too long, no room on the disk', async () => {
  const { station, cameras } = await recorded(12, 10);
  const { call } = await evidenceOf(station, cameras);
  const wanted = { cameraIds: ['gate'], fromMs: rigStartMs + 2_000, toMs: rigStartMs + 6_000, burnIn: true };
  const ask = (over: object) => call['evidence.export']({ ...wanted, ...over }, operator);
  await expect(ask({ cameraIds: ['yard-2'] })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('Nothing is recorded'),
  });
  await expect(ask({ fromMs: rigStartMs - 60_000, toMs: rigStartMs - 1_000 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(ask({ toMs: rigStartMs + 8_000_000 })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('two hours'),
  });
  const full = await evidenceOf(station, cameras, { freeBytes: async () => 200_000_100 });
  await expect(full.call['evidence.export'](wanted, operator)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/no room.*free are 0\.2 GB/),
  });
  expect(await full.call['evidence.exports']({}, operator)).toEqual([]);
});

test('an export that a restart interrupted is made after it', async () => {
  const { station, cameras } = await recorded(12, 10);
  const died = await evidenceOf(station, cameras);
  await died.evidence.close();
  const wanted = { cameraIds: ['gate'], fromMs: rigStartMs + 2_000, toMs: rigStartMs + 6_000, burnIn: false };
  const { id } = await died.call['evidence.export'](wanted, operator);
  await died.evidence.exports.idle();
  const { evidence, call } = await evidenceOf(station, cameras);
  await mkdir(join(station.folder, 'evidence', 'exports', `${id}.work`, 'left-over'), { recursive: true });
  await evidence.exports.start();
  await evidence.exports.idle();
  expect(await call['evidence.exports']({}, operator)).toMatchObject([{ id, state: 'done' }]);
  expect(await readdir(join(station.folder, 'evidence', 'exports'))).toEqual([`${id}.zip`]);
  const files = await zipFiles(await evidence.media.exportFile(id, operator));
  expect(isGood(await verifyExport(files, null))).toBe(true);
  files.close();
  expect(statSync(await evidence.media.exportFile(id, operator)).mode & 0o077).toBe(0);
});
