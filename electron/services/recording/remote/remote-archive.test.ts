import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RemoteProblem } from '../../../../shared/schemas/remote-archive.ts';
import { ClipCutter } from '../../evidence/clip-cutter.ts';
import { EvidenceFiles } from '../../evidence/evidence-files.ts';
import { findFfmpeg } from '../../cameras/ffmpeg-binary.ts';
import { rigStartMs } from '../testing/rig.ts';
import { type ArchiveStation, archiveStations, atOnce, recorded } from './testing/archive-station.ts';
import { type Fault, type FaultyProxy, faultyProxy } from './testing/faulty-proxy.ts';
import { account } from './testing/account.ts';
import { clientAt, type S3Server, startS3Server } from './testing/s3-server.ts';

const dayMs = 86_400_000;
let server: S3Server;
let proxy: FaultyProxy;
const { signal } = new AbortController();
const station = archiveStations();
beforeAll(async () => {
  server = await startS3Server();
  proxy = await faultyProxy(server.endpoint);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});
afterEach(() => {
  proxy.fault = () => null;
  proxy.seen.splice(0);
});

/** Each test has its own corner of the bucket. */
let corners = 0;
function corner(): string {
  corners += 1;
  return `corner-${corners}`;
}

async function setUp(change: Parameters<typeof station>[1] = {}) {
  const prefix = corner();
  const made = await station(proxy.endpoint, { ...atOnce, prefix, ...change });
  const client = clientAt(server.endpoint, { prefix: `${prefix}/` });
  const tiers = async () =>
    (await made.rig.service.segments({ cameraIds: null, fromMs: 0, toMs: rigStartMs + 1e12 }, 9)).map(({ tier }) => tier);
  return { ...made, prefix, client, tiers };
}

const shaOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const puts = () => proxy.seen.filter(({ method }) => method === 'PUT').length;

/** What the archive is told by the recorder's retention when all are older than its days. */
async function grow({ rig }: Pick<ArchiveStation, 'rig'>, days: number): Promise<void> {
  rig.stepClock(days * dayMs);
  await rig.service.checkDisk();
}

async function objectOf({ rig }: Pick<ArchiveStation, 'rig'>, id: string) {
  const object = await rig.store.remoteObjects.get(id);
  if (!object) throw new Error('it was not uploaded');
  return object;
}

test('video stays on site until the archive is switched on and complete', async () => {
  const made = await station(proxy.endpoint, { ...atOnce, enabled: false });
  await recorded(made);
  await made.archive.look();
  expect(await made.archive.status()).toMatchObject({ state: 'off', trouble: null, waiting: { files: 0 } });
  await made.secrets.set('s3-secret-key', null);
  await made.set({ enabled: true, accessKeyId: '' });
  expect(await made.archive.status()).toMatchObject({
    state: 'incomplete',
    trouble: { problem: 'incomplete', detail: 'Missing: access key, secret' },
  });
  await expect(made.archive.test()).rejects.toMatchObject({ code: 'conflict', message: 'Missing: access key, secret' });
  expect(proxy.seen).toEqual([]);
});

test('recordings are uploaded, let go by retention when they are proven there, and played from there', async () => {
  const { rig, archive, client, tiers, notices, ...made } = await setUp();
  const { segments } = await recorded({ rig });
  const [first] = segments;
  if (!first) throw new Error('nothing was recorded');
  const original = await readFile(rig.service.fileOf(first));
  await archive.look();
  expect(await archive.status()).toMatchObject({
    state: 'idle',
    stored: { files: 3 },
    onlyThere: { files: 0 },
    waiting: { files: 0 },
    skipped: 0,
  });
  expect(notices.map(({ state }) => state)).toEqual(['idle', 'working', 'idle']);
  const object = await objectOf({ rig }, first.id);
  expect(object).toMatchObject({ sha256: shaOf(original), bytes: original.length, endMs: first.endMs });
  expect(object.objectKey).toMatch(/^recordings\/2026\/05\/11\/gate\/10-00-00-[0-9a-f]{12}\.mp4$/);
  expect(await client.head(object.objectKey, signal)).toMatchObject({ bytes: original.length });
  await archive.look();
  expect(puts()).toBe(3);

  await grow({ rig }, 31);
  expect(await tiers()).toEqual(['remote', 'remote', 'remote', 'full']);
  expect(existsSync(rig.service.fileOf(first))).toBe(false);
  expect(
    (await rig.service.gaps({ cameraIds: ['gate'], fromMs: rigStartMs, toMs: first.endMs })).filter(({ cause }) =>
      cause.startsWith('deleted'),
    ),
  ).toEqual([]);
  const [now] = await rig.service.segments({ cameraIds: null, fromMs: 0, toMs: rig.nowMs }, 1);
  const path = await rig.service.readable(now ?? first);
  expect((await readFile(path)).equals(original)).toBe(true);
  expect(await Promise.all([now, segments[1]].map((one) => rig.service.isHere({ ...(one ?? first), tier: 'remote' })))).toEqual([
    true,
    false,
  ]);
  const gets = () => proxy.seen.filter(({ method }) => method === 'GET').length;
  const before = gets();
  await Promise.all([rig.service.readable(now ?? first), rig.service.readable(now ?? first)]);
  expect(gets()).toBe(before);
  expect(JSON.stringify([await made.view(), await archive.status(), made.logged])).not.toContain(account.secret);
});

test('evidence is cut out of recordings that are only in the archive, and says so when it does not answer', async () => {
  const made = await setUp();
  const { rig, archive } = made;
  await recorded(made);
  await archive.look();
  await grow(made, 31);
  const files = new EvidenceFiles(rig.folder);
  const cutter = new ClipCutter({ recordings: rig.service, files, ffmpeg: findFfmpeg, linesOf: () => '', signal });
  const stretch = { cameraId: 'gate', fromMs: rigStartMs + 3_000, toMs: rigStartMs + 8_000, momentMs: rigStartMs + 4_000 };
  proxy.fault = () => ({ kind: 'answer', status: 503, code: 'SlowDown' });
  await expect(cutter.stretch({ ...stretch, target: join(rig.folder, 'a.mp4') })).rejects.toMatchObject({
    code: 'unavailable',
    details: { archive: 'throttled' },
    message: 'The archive cannot be used: it asks for patience (SlowDown).',
  });
  proxy.fault = () => null;
  const { cut, holes } = await cutter.stretch({ ...stretch, target: join(rig.folder, 'a.mp4') });
  // From the key frame before.
  expect(cut).toMatchObject({ startMs: rigStartMs + 2_100, endMs: rigStartMs + 8_000 });
  expect(holes).toEqual([]);
});

test('what comes back different from what was uploaded is never shown, and one answer that ends early is no file', async () => {
  const made = await setUp();
  const { rig, archive } = made;
  await recorded(made);
  await archive.look();
  await grow(made, 31);
  const [segment] = await rig.service.segments({ cameraIds: null, fromMs: 0, toMs: rig.nowMs }, 1);
  if (!segment) throw new Error('nothing was recorded');
  const attempts: [Fault, RemoteProblem][] = [
    [{ kind: 'garble' }, 'changed'],
    [{ kind: 'shorten' }, 'unreachable'],
    [{ kind: 'answer', status: 404, code: 'NoSuchKey' }, 'lost'],
  ];
  for (const [fault, problem] of attempts) {
    proxy.fault = () => fault;
    await expect(rig.service.readable(segment)).rejects.toMatchObject({ code: 'unavailable', details: { archive: problem } });
  }
  expect(readdirSync(join(rig.folder, 'archive-cache'))).toEqual([]);
  proxy.fault = () => null;
  expect(await readFile(await rig.service.readable(segment))).toHaveLength(segment.bytes);
});

const faults: [RemoteProblem, Fault][] = [
  ['throttled', { kind: 'answer', status: 503, code: 'SlowDown' }],
  ['access_denied', { kind: 'answer', status: 403, code: 'AccessDenied' }],
  ['unreachable', { kind: 'cut', afterBytes: 20_000 }],
  ['changed', { kind: 'corrupt' }],
];

test.each(faults)('%s: told, tried again later and not before, nothing lost and nothing doubled', async (problem, fault) => {
  const { rig, archive, notices, logged } = await setUp();
  await recorded({ rig });
  proxy.fault = ({ method }) => (method === 'PUT' ? fault : null);
  await archive.look();
  const failing = await archive.status();
  expect(failing).toMatchObject({
    state: 'failing',
    trouble: { problem, sinceMs: rig.nowMs },
    stored: { files: 0 },
    waiting: { files: 3 },
    skipped: 0,
  });
  expect(notices.at(-1)).toMatchObject({ state: 'failing', trouble: { problem } });
  const tried = puts();
  await archive.look();
  expect(puts()).toBe(tried);
  proxy.fault = () => null;
  rig.stepClock((failing.nextTryAtMs ?? 0) - rig.nowMs);
  await archive.look();
  expect(await archive.status()).toMatchObject({ state: 'idle', trouble: null, stored: { files: 3 }, nextTryAtMs: null });
  expect(logged.filter((line) => line.includes('cannot be used'))).toHaveLength(1);
});

test('storage that encrypts and so has no MD5 is believed only after reading back what arrived', async () => {
  const { rig, archive } = await setUp();
  await recorded({ rig });
  proxy.fault = ({ method }) => (method === 'HEAD' || method === 'PUT' ? { kind: 'opaque' } : null);
  await archive.look();
  expect(await archive.status()).toMatchObject({ state: 'idle', stored: { files: 3 } });
  expect(proxy.seen.filter(({ method, path }) => method === 'GET' && path.endsWith('.mp4'))).toHaveLength(3);
});

test('storage that encrypts but keeps a SHA-256 is asked for it from the second pair of files on', async () => {
  const { rig, archive } = await setUp();
  await recorded({ rig });
  proxy.fault = ({ method }) => (method === 'HEAD' || method === 'PUT' ? { kind: 'encrypting' } : null);
  await archive.look();
  expect(await archive.status()).toMatchObject({ state: 'idle', stored: { files: 3 } });
  expect(proxy.seen.filter(({ method, path }) => method === 'GET' && path.endsWith('.mp4'))).toHaveLength(2);
});

test('a file the archive refuses is left out, here and counted, and holds up none of the others', async () => {
  const { rig, archive } = await setUp();
  const { segments } = await recorded({ rig });
  proxy.fault = ({ method, path }) =>
    method === 'PUT' && path.includes('10-00-00') ? { kind: 'answer', status: 400, code: 'EntityTooLarge' } : null;
  await rm(rig.service.fileOf(segments[1] ?? { path: '' }));
  await archive.look();
  expect(await archive.status()).toMatchObject({ state: 'idle', stored: { files: 1 }, skipped: 2 });
  proxy.fault = () => null;
  await archive.retry();
  await archive.look();
  expect(await archive.status()).toMatchObject({ stored: { files: 2 }, skipped: 1 });
});

test('recordings past their time here wait until they are uploaded; a full disk does not wait', async () => {
  const { rig, archive, tiers } = await setUp();
  await recorded({ rig });
  proxy.fault = () => ({ kind: 'answer', status: 503, code: 'SlowDown' });
  await archive.look();
  await grow({ rig }, 31);
  expect(await tiers()).toEqual(['full', 'full', 'full', 'full']);
  await rig.service.checkDisk(true);
  expect(await tiers()).toEqual(['full']);
  expect(
    (await rig.service.gaps({ cameraIds: ['gate'], fromMs: rigStartMs, toMs: rigStartMs + 15_000 })).map(({ cause }) => cause),
  ).toContain('deleted_for_space');
});

test('the archive forgets after its own days, never what is locked, and deletes what was deleted here', async () => {
  const { rig, archive, client, set, tiers } = await setUp();
  const { segments } = await recorded({ rig });
  await archive.look();
  const objects = await Promise.all(segments.map(({ id }) => objectOf({ rig }, id)));
  await grow({ rig }, 40);
  expect(await tiers()).toEqual(['remote', 'remote', 'remote', 'full']);
  await rig.service.lock('evidence', { cameraIds: ['gate'], fromMs: rigStartMs + 6_000, toMs: rigStartMs + 7_000 });
  proxy.fault = ({ method }) => (method === 'DELETE' ? { kind: 'answer', status: 403, code: 'AccessDenied' } : null);
  await set({ keepDays: 35 });
  expect(await archive.status()).toMatchObject({ state: 'failing', trouble: { problem: 'access_denied' } });
  expect(await tiers()).toEqual(['remote', 'full']);
  proxy.fault = () => null;
  await archive.retry();
  await archive.look();
  expect(await archive.status()).toMatchObject({ state: 'idle', stored: { files: 1 }, onlyThere: { files: 1 } });
  const there = await Promise.all(objects.map(({ objectKey }) => client.head(objectKey, signal)));
  expect(there.map((head) => head !== null)).toEqual([false, true, false]);
  const gaps = await rig.service.gaps({ cameraIds: ['gate'], fromMs: rigStartMs, toMs: rigStartMs + 15_000 });
  expect(gaps.map(({ cause }) => cause)).toEqual(['deleted_by_retention', 'deleted_by_retention']);
});

test('a copy that retention did not get to remove is removed when the files are compared, and a lost file the archive has is no gap', async () => {
  const { rig, archive, tiers } = await setUp();
  const { segments } = await recorded({ rig });
  await archive.look();
  const [first, second] = segments;
  if (!first || !second) throw new Error('nothing was recorded');
  await rig.store.recordings.letGo([first]);
  await rm(rig.service.fileOf(second));
  await rig.service.rebuild();
  expect(existsSync(rig.service.fileOf(first))).toBe(false);
  expect(await tiers()).toEqual(['remote', 'remote', 'full', 'full']);
});

test('another bucket gets everything that is here anew; what is only in the old one says where it is', async () => {
  const made = await setUp();
  const { rig, archive } = made;
  await recorded(made);
  await archive.look();
  const [first] = await rig.service.segments({ cameraIds: null, fromMs: 0, toMs: rig.nowMs }, 1);
  if (!first) throw new Error('nothing was recorded');
  await rig.store.recordings.letGo([first]);
  await made.set({ endpoint: server.endpoint });
  expect(await archive.status()).toMatchObject({ state: 'idle', stored: { files: 2 }, place: `${server.endpoint}/sentra-archive` });
  await expect(rig.service.readable({ ...first, tier: 'remote' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`lies in ${proxy.endpoint}/sentra-archive`),
  });
});

test('what the environment gives wins, switches the archive on and cannot be changed', async () => {
  const environment = { endpoint: proxy.endpoint, bucket: 'sentra-archive', enabled: true };
  const made = await station(proxy.endpoint, { accessKeyId: account.accessKeyId, uploadAfterDays: 0, prefix: corner() }, {}, environment);
  await recorded(made);
  await made.archive.look();
  expect(await made.archive.status()).toMatchObject({ state: 'idle', stored: { files: 3 } });
  expect(await made.view()).toMatchObject({ fixed: ['endpoint', 'bucket', 'enabled'], secret: 'settings' });
  await expect(made.set({ enabled: false })).rejects.toMatchObject({ code: 'conflict' });
});

test('a clip goes at once, again when it was cut anew, and never when its file is not what was noted', async () => {
  const { rig, archive, client } = await setUp({ uploadAfterDays: 30 });
  const files = new EvidenceFiles(rig.folder);
  const cut = async (text: string) => {
    await mkdir(dirname(files.clip('i1', 'gate')), { recursive: true });
    await writeFile(files.clip('i1', 'gate'), text);
    return { sha256: shaOf(Buffer.from(text)), bytes: text.length, endMs: rigStartMs };
  };
  const clip = {
    incidentId: 'i1',
    cameraId: 'gate',
    cameraName: 'Gate',
    position: 0,
    state: 'ready' as const,
    fromMs: 0,
    toMs: 1,
    startMs: 0,
  };
  const lock = { ...{ id: 'i1', incidentId: 'i1', cameraIds: ['gate'], fromMs: 0, toMs: 1, locked: true, changedBy: null, reason: '' } };
  const first = await cut('a clip');
  await rig.store.evidence.plan({ ...lock, changedAtMs: 1, toldAtMs: null }, [
    { ...clip, ...first, holes: [], problem: null, attempts: 0 },
  ]);
  await archive.look();
  const before = await objectOf({ rig }, 'clip_i1_gate');
  expect(before).toMatchObject({
    kind: 'clip',
    sha256: first.sha256,
    objectKey: expect.stringMatching(/^evidence\/i1\/gate-[0-9a-f]{12}\.mp4$/),
  });
  await rig.store.evidence.changeClip(clip, await cut('a longer clip'));
  await archive.look();
  const after = await objectOf({ rig }, 'clip_i1_gate');
  expect((await client.head(after.objectKey, signal))?.bytes).toBe('a longer clip'.length);
  await rig.store.evidence.changeClip(clip, { sha256: 'b'.repeat(64) });
  await archive.look();
  expect(await archive.status()).toMatchObject({ state: 'idle', skipped: 1, stored: { files: 1 } });
});
