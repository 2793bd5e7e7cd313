import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { findFfmpeg } from '../../cameras/ffmpeg-binary.ts';
import { Mp4Packets } from '../../packets/mp4-packets.ts';
import { openStore, type Store } from '../../store/store.ts';
import type { SegmentRecord } from '../../store/recording-repository.ts';
import { reconcile } from '../reconcile.ts';
import { scanSegment } from '../scan-segment.ts';
import { segmentDisk } from '../segment-disk.ts';
import { SegmentWriter } from '../segment-writer.ts';
import { archiveFolder } from './archive-file.ts';
import { Archiver, type ArchiverOptions } from './archiver.ts';
import { idleMeter } from './idle-meter.ts';

const run = promisify(execFile);
const startMs = Date.UTC(2026, 4, 11, 10, 0, 0);
const laterMs = startMs + 3 * 86_400_000;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A station's folder with one recording of four seconds, 960 pixels wide. */
async function archive(over: Partial<ArchiverOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'sentra-archive-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const recordings = join(folder, 'recordings');
  await mkdir(recordings);
  const store: Store = await openStore({ file: join(folder, 'sentra.db') });
  ends.push(() => store.close());
  const record = await recorded(recordings);
  await store.recordings.insert(record);
  const complaints: unknown[] = [];
  const archiver = new Archiver({
    ...{ repository: store.recordings, folder: recordings, ffmpeg: findFfmpeg, nowMs: () => laterMs },
    ...{ settings: async () => ({ archiveAfterDays: 2 }), idleShare: () => 1, log: { warn: (facts: unknown) => complaints.push(facts) } },
    ...over,
  });
  ends.push(() => archiver.close());
  const row = async () => (await store.recordings.get(record.id)) ?? null;
  return { folder, recordings, store, record, archiver, complaints, row, file: join(recordings, record.path) };
}

/** Written by the recorder's own writer from real H.264. */
async function recorded(recordings: string): Promise<SegmentRecord> {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=960x540:rate=10:duration=4', '-pix_fmt', 'yuv420p'];
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '10', '-crf', '20'];
  const output = ['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof', '-frag_duration', '1', 'pipe:1'];
  const { stdout } = await run('ffmpeg', ['-loglevel', 'error', ...source, ...encoder, ...output], { encoding: 'buffer', maxBuffer: 1e8 });
  let path = '';
  const ignore = () => undefined;
  let writer: SegmentWriter | null = null;
  const options = { cameraId: 'gate', disk: segmentDisk(recordings), onGrown: ignore, onClosed: ignore };
  const reader = new Mp4Packets({
    track: (track) => {
      writer = new SegmentWriter(
        {
          ...options,
          onOpened: (live) => {
            path = live.path;
          },
          onFailed: (error) => {
            throw error;
          },
        },
        track,
      );
    },
    packet: ({ decodeMs, ...packet }) => {
      const atMs = startMs + decodeMs;
      const place = { cameraId: 'gate', seq: 1, timelineMs: atMs, atMs: Math.round(atMs), mediaMs: decodeMs, clockStepped: false };
      writer?.push({ ...packet, ...place });
    },
  });
  reader.push(stdout);
  await (writer as SegmentWriter | null)?.end();
  const scan = await scanSegment(join(recordings, path));
  if (!scan.ok) throw new Error(scan.reason);
  const { endMs, codec, width, height, wholeBytes: bytes } = scan.segment;
  return { id: 'segment-1', cameraId: 'gate', path, startMs, endMs, bytes, codec, width, height, locked: false, tier: 'full', open: false };
}

async function scanned(file: string) {
  const scan = await scanSegment(file);
  if (!scan.ok) throw new Error(scan.reason);
  return scan.segment;
}

test('an old recording is encoded smaller in its place, with the same times, and its row says so', async () => {
  const { archiver, record, row, file, recordings, complaints } = await archive();
  await archiver.look();
  expect(complaints).toEqual([]);
  const now = await scanned(file);
  expect(now).toMatchObject({ archived: true, cameraId: 'gate', startMs, width: 640, height: 360 });
  expect(Math.abs(now.endMs - record.endMs)).toBeLessThan(200);
  expect(now.fragments.length).toBeGreaterThanOrEqual(2);
  expect(now.fragments.every(({ keyAtMs, atMs }) => keyAtMs === atMs)).toBe(true);
  const { size } = await stat(file);
  expect(size).toBeLessThan(record.bytes / 2);
  expect(await row()).toMatchObject({ tier: 'archive', bytes: size, width: 640, height: 360, codec: now.codec, path: record.path });
  expect(archiver.status).toEqual({ state: 'working', segments: 1, savedBytes: record.bytes - size, failed: 0 });
  expect(readdirSync(join(recordings, archiveFolder))).toEqual([]);
  await archiver.look();
  expect(archiver.status.state).toBe('idle');
});

test('nothing is touched that is locked, too young, or while the processor is busy or the archive is off', async () => {
  let idle = 0.1;
  let archiveAfterDays: number | null = 2;
  const { archiver, store, record, row } = await archive({ idleShare: () => idle, settings: async () => ({ archiveAfterDays }) });
  await archiver.look();
  expect([archiver.status.state, (await row())?.tier]).toEqual(['waiting', 'full']);
  idle = 1;
  archiveAfterDays = 4;
  await archiver.look();
  expect([archiver.status.state, (await row())?.tier]).toEqual(['idle', 'full']);
  archiveAfterDays = null;
  await archiver.look();
  expect([archiver.status.state, (await row())?.tier]).toEqual(['off', 'full']);
  archiveAfterDays = 2;
  await store.recordings.lock('evidence', { cameraIds: ['gate'], fromMs: startMs + 1000, toMs: startMs + 2000 });
  await archiver.look();
  expect([archiver.status.state, (await row())?.tier]).toEqual(['idle', 'full']);
  await store.recordings.unlock('evidence');
  await archiver.look();
  expect(await row()).toMatchObject({ id: record.id, tier: 'archive' });
});

test('what is locked or deleted while it is encoded stays as it was', async () => {
  const { archiver, store, row, record, file } = await archive({
    ffmpeg: async () => {
      await store.recordings.setLocked([record.id], true);
      return findFfmpeg();
    },
  });
  await archiver.look();
  expect(await row()).toMatchObject({ tier: 'full', bytes: record.bytes });
  expect((await stat(file)).size).toBe(record.bytes);
});

test('a recording that cannot be encoded is left alone and does not hold up the others', async () => {
  const { archiver, row, complaints } = await archive({
    ffmpeg: async () => ({ ...(await findFfmpeg()), path: process.execPath }),
  });
  await archiver.look();
  expect(complaints).toHaveLength(1);
  expect([archiver.status.failed, (await row())?.tier]).toEqual([1, 'full']);
  await archiver.look();
  expect(archiver.status).toMatchObject({ state: 'idle', failed: 1 });
});

test.each(['before', 'after'] as const)('killed %s the swap: the video is whole, and the next life finishes the work', async (moment) => {
  const { archiver, store, folder, recordings, record, row, file } = await archive();
  const original = await readFile(file);
  const life = run(process.execPath, [join(import.meta.dirname, 'testing/archive-life.ts'), folder, moment, String(laterMs)]);
  await expect(life).rejects.toMatchObject({ signal: 'SIGKILL' });
  expect(await row()).toMatchObject({ tier: 'full', bytes: record.bytes });
  expect((await scanned(file)).archived).toBe(moment === 'after');
  if (moment === 'before') expect((await readFile(file)).equals(original)).toBe(true);
  const swapped = await readFile(file);

  await archiver.start();
  expect(existsSync(join(recordings, archiveFolder))).toBe(false);
  await archiver.look();
  const { size } = await stat(file);
  expect(await row()).toMatchObject({ tier: 'archive', bytes: size, width: 640 });
  // What was swapped already is not encoded a second time.
  expect((await readFile(file)).equals(swapped)).toBe(moment === 'after');

  // Its file says what it is when the index is lost.
  await store.recordings.removeAs([record], 'unknown');
  const disk = segmentDisk(recordings);
  const onQuarantined = () => undefined;
  const result = await reconcile({
    ...{ folder: recordings, repository: store.recordings, disk, onQuarantined, isOpen: () => false, signal: new AbortController().signal },
  });
  expect(result).toMatchObject({ files: 1, added: 1, quarantined: 0 });
  expect(await store.recordings.byPath(record.path)).toMatchObject({ tier: 'archive', bytes: size });
});

test('the idle share is of the time since it was asked last, and at first nobody knows', () => {
  const cpu = (idle: number, user: number) => ({ model: '', speed: 0, times: { idle, user, nice: 0, sys: 0, irq: 0 } });
  const looks = [[cpu(0, 0)], [cpu(50, 50)], [cpu(125, 75)]];
  const share = idleMeter(() => looks.shift() ?? []);
  expect([share(), share()]).toEqual([0, 0.75]);
});
