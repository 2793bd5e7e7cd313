import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Gap } from '../../../shared/schemas/recording.ts';
import { testPictures } from '../../../e2e/servers/test-media.ts';
import { segmentDisk } from './segment-disk.ts';
import { decodedFrames } from './testing/decoded-frames.ts';
import { type RecordingRig, recordingRigs, rigStartMs } from './testing/rig.ts';

const rig = recordingRigs();

const ever = { cameraIds: ['gate'], fromMs: rigStartMs, toMs: rigStartMs + 86_400_000 };
const seconds = (ms: number) => Math.round((ms - rigStartMs) / 1000);
const segmentsOf = async ({ service }: RecordingRig) => {
  const found = await service.segments(ever, 1000);
  return found.map(({ startMs, endMs }) => [seconds(startMs), seconds(endMs)]);
};
const causes = (gaps: readonly Gap[]) => gaps.map(({ fromMs, toMs, cause }) => [cause, seconds(fromMs), seconds(toMs)]);
const gapsOf = async ({ service }: RecordingRig) => causes(await service.gaps(ever));

test('a camera is recorded in files of 60 s that begin with key frames, nothing between them', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(130);
  camera.end();
  await station.tick();
  await expect
    .poll(() => segmentsOf(station))
    .toEqual([
      [0, 60],
      [60, 120],
      [120, 130],
    ]);
  const files = (await station.service.segments(ever, 9)).map((segment) => station.service.fileOf(segment));
  expect(files[1]).toContain('2026/05/11/gate/10-01-00.mp4');
  expect(await decodedFrames(files[0] ?? '')).toMatchObject({ frames: 600, complaints: '' });
  expect(await decodedFrames(files[2] ?? '')).toMatchObject({ frames: 100, complaints: '' });
});

test('an event is recorded from before to after, a further one makes it longer, and the rest is no_event', async () => {
  const station = await rig();
  await station.addCamera({ mode: 'event', beforeS: 10, afterS: 20 });
  const camera = await station.camera();
  await camera.play(30);
  station.service.onIncident('gate', station.nowMs);
  await camera.play(15);
  station.service.onIncident('gate', station.nowMs);
  await camera.play(40);
  const [segment, ...more] = await segmentsOf(station);
  expect(more).toEqual([]);
  expect(segment?.[0]).toBeGreaterThanOrEqual(19);
  expect(segment?.[0]).toBeLessThanOrEqual(20);
  expect(segment?.[1]).toBeGreaterThanOrEqual(65);
  expect(segment?.[1]).toBeLessThanOrEqual(67);
  const gaps = await gapsOf(station);
  expect(gaps.at(-1)).toEqual(['no_event', segment?.[1], 85]);
  expect(gaps.at(-2)).toEqual(['no_event', 0, segment?.[0]]);
});

test('hours outside the schedule are not recorded and say so, by the clock on the wall', async () => {
  const station = await rig({ timeZone: 'Europe/Berlin' });
  const grid = Array.from({ length: 7 }, () => '0'.repeat(24));
  // The rig's Monday begins at 12:00 in Berlin: its thirteenth hour.
  grid[0] = `${'0'.repeat(12)}1${'0'.repeat(11)}`;
  await station.addCamera({ mode: 'scheduled', schedule: grid });
  const camera = await station.camera();
  await camera.play(5);
  station.pass(3_590_000);
  await camera.play(15);
  expect((await segmentsOf(station)).at(-1)?.[1]).toBeGreaterThanOrEqual(3598);
  await expect.poll(async () => (await gapsOf(station)).at(-1)).toMatchObject(['outside_schedule', expect.any(Number), 3610]);
});

test('a camera that goes away is offline from its last picture on', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(10);
  camera.end();
  station.pass(20_000);
  await station.tick();
  await expect.poll(() => gapsOf(station)).toEqual([['camera_offline', 10, 30]]);
  const again = await station.camera();
  await again.play(5);
  await expect.poll(() => gapsOf(station)).toEqual([['camera_offline', 10, 30]]);
  expect(station.states.map(({ recording, cause }) => cause ?? recording)).toEqual([true, 'camera_offline', true]);
});

test('video that is late on its way to the disk is no gap, and a gap of the past is one wherever the question ends', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(10);
  camera.end();
  station.pass(20_000);
  await station.tick();
  const again = await station.camera();
  await again.play(10);
  const early = async () => causes(await station.service.gaps({ ...ever, toMs: rigStartMs + 15_000 }));
  await expect.poll(early).toEqual([['camera_offline', 10, 15]]);
  station.pass(8_000);
  await expect.poll(() => gapsOf(station)).toEqual([['camera_offline', 10, 30]]);
});

test('what people say by hand wins over the mode', async () => {
  const station = await rig();
  await station.addCamera({ mode: 'off' });
  const camera = await station.camera();
  await camera.play(5);
  expect(station.service.override(['gate'], 'on')).toMatchObject([{ cameraId: 'gate', override: 'on' }]);
  await station.tick();
  await camera.play(5);
  station.service.override(null, 'off');
  await station.tick();
  await camera.play(5);
  await expect.poll(() => segmentsOf(station)).toEqual([[4, 10]]);
  await expect
    .poll(() => gapsOf(station))
    .toEqual([
      ['recording_off', 0, 4],
      ['recording_off', 10, 15],
    ]);
});

test('a full disk is a gap with its cause, costs the oldest recordings, and recording goes on when there is space', async () => {
  let isFull = false;
  const full = () => Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  const station: RecordingRig = await rig({
    segmentMs: 5_000,
    disk: (folder) => {
      const real = segmentDisk(folder);
      return {
        ...real,
        create: async (path) => {
          const file = await real.create(path);
          return file && { ...file, append: async (bytes) => (isFull ? Promise.reject(full()) : file.append(bytes)) };
        },
      };
    },
  });
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(20);
  // The disk is slower than the rig's clock: what was played must lie there before it runs full.
  await expect.poll(async () => (await station.store.recordings.oldestUnlocked({ limit: 9 })).length).toBeGreaterThan(2);
  isFull = true;
  await camera.play(10);
  await expect.poll(() => station.states.at(-1)?.cause).toBe('disk_full');
  isFull = false;
  for (let tries = 0; tries < 60 && station.states.at(-1)?.recording !== true; tries += 1) await camera.play(1);
  await camera.play(2);
  // What was just played is on its way to the disk.
  await expect.poll(async () => (await gapsOf(station)).map(([cause]) => cause)).toEqual(['deleted_for_space', 'disk_full']);
  await expect.poll(async () => (await segmentsOf(station)).at(-1)?.[1]).toBeGreaterThanOrEqual(seconds(station.nowMs) - 2);
  const { freed } = await station.service.status(() => true);
  expect(freed.segments).toBeGreaterThan(2);
  // Consoles are told what it cost without asking.
  expect(station.disks.at(-1)?.freed).toEqual(freed);
  expect(station.complaints).toContain('the disk is full: the oldest recordings were deleted');
});

test('retention deletes by age and by size, keeps what is locked, and says what went', async () => {
  const station = await rig({ segmentMs: 5_000 });
  await station.addCamera({ retentionDays: 1 });
  const camera = await station.camera();
  await camera.play(20);
  await station.service.lock('incident', { cameraIds: ['gate'], fromMs: rigStartMs + 6_000, toMs: rigStartMs + 7_000 });
  station.pass(86_400_000 + 11_000);
  await station.service.checkDisk();
  expect((await segmentsOf(station)).map(([from]) => from)).toEqual([5, 15]);
  expect((await gapsOf(station))[0]).toEqual(['deleted_by_retention', 0, 5]);
  await station.service.updateSettings({ maxBytes: 1_000_000 });
  await station.addCamera({ retentionDays: 1, maxBytes: 1_000_000 });
  await station.service.checkDisk();
  expect((await segmentsOf(station)).length).toBeGreaterThan(0);
});

test('the index is made anew from the files, foreign and broken ones are put aside', async () => {
  const station = await rig({ segmentMs: 5_000 });
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(20);
  camera.end();
  await station.tick();
  await station.stop();
  await station.start();
  const before = await station.service.segments(ever, 99);
  await station.stop();
  const folder = join(station.folder, 'recordings');
  await rm(join(station.folder, 'sentra.db'));
  await writeFile(join(folder, 'holiday.mov'), 'not ours');
  await writeFile(join(folder, '2026/05/11/gate/23-00-00.mp4'), 'no video at all');
  await mkdir(join(folder, '2026/05/11/door'));
  await writeFile(join(folder, '2026/05/11/door/10-00-00.mp4'), await readFile(station.service.fileOf(before[0] ?? { path: '' })));
  const torn = station.service.fileOf(before[3] ?? { path: '' });
  await truncate(torn, (await stat(torn)).size - 100);
  await station.start();
  const after = await station.service.segments(ever, 99);
  const essence = (list: typeof before) => list.map(({ id: _id, open: _open, ...rest }) => rest);
  expect(essence(after.slice(0, 3))).toEqual(essence(before.slice(0, 3)));
  expect(after[3]?.endMs).toBeLessThan(before[3]?.endMs ?? 0);
  expect(await decodedFrames(torn)).toMatchObject({ complaints: '' });
  const { quarantine } = await station.service.status(() => true);
  expect(quarantine.files.sort()).toEqual(['2026_05_11_door_10-00-00.mp4', '2026_05_11_gate_23-00-00.mp4', 'holiday.mov']);
  expect((await readdir(join(folder, 'quarantine'))).sort()).toEqual(quarantine.files.sort());
  await rm(station.service.fileOf(after[1] ?? { path: '' }));
  expect(await station.service.rebuild()).toMatchObject({ lost: 1, quarantined: 0, added: 0 });
});

test('a camera whose video changes its size goes on in a file of its own, nothing between them', async () => {
  const station = await rig();
  await station.addCamera();
  const small = await station.camera();
  await small.play(4);
  const large = await station.camera('gate', '96x64');
  await large.play(4);
  large.end();
  await station.tick();
  await expect.poll(() => station.store.recordings.open()).toEqual([]);
  const files = await station.service.segments(ever, 9);
  expect(files.map(({ width, startMs, endMs }) => [width, seconds(startMs), seconds(endMs)])).toEqual([
    [64, 0, 4],
    [96, 4, 8],
  ]);
  for (const file of files) expect(await decodedFrames(station.service.fileOf(file))).toMatchObject({ frames: 40, complaints: '' });
});

test('locks outlive the loss of the index', async () => {
  const station = await rig({ segmentMs: 5_000 });
  await station.addCamera({ retentionDays: 1 });
  const camera = await station.camera();
  await camera.play(20);
  await station.service.lock('theft', { cameraIds: ['gate'], fromMs: rigStartMs + 6_000, toMs: rigStartMs + 7_000 });
  await station.service.lock('mistake', { cameraIds: ['gate'], fromMs: rigStartMs, toMs: rigStartMs + 20_000 });
  await station.service.unlock('mistake');
  camera.end();
  await station.stop();
  for (const ending of ['', '-wal', '-shm']) await rm(join(station.folder, `sentra.db${ending}`), { force: true });
  await station.start();
  await station.addCamera({ retentionDays: 1 });
  expect(await station.service.locks()).toEqual([
    { id: 'theft', cameraIds: ['gate'], fromMs: rigStartMs + 6_000, toMs: rigStartMs + 7_000 },
  ]);
  station.pass(2 * 86_400_000);
  await station.service.checkDisk();
  expect((await segmentsOf(station)).map(([from]) => from)).toEqual([5]);
});

test('a station that was stopped says so, from its last sign of life on', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(10);
  await station.stop();
  camera.end();
  station.pass(60_000);
  await station.start();
  await station.addCamera();
  const next = await station.camera();
  await next.play(5);
  await expect.poll(() => gapsOf(station)).toEqual([['station_stopped', 10, 70]]);
});

test('a clock that is set back begins a new file and breaks none', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(10);
  station.stepClock(-3_000);
  await camera.play(10);
  camera.end();
  await station.tick();
  await expect
    .poll(() => segmentsOf(station), { timeout: 10_000 })
    .toEqual([
      [0, 10],
      [7, 17],
    ]);
  const files = await station.service.segments(ever, 9);
  for (const file of files) expect(await decodedFrames(station.service.fileOf(file))).toMatchObject({ complaints: '' });
});

test('a clock that is set forward leaves times that never were, and they say so', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(10);
  station.stepClock(3_600_000);
  await camera.play(10);
  camera.end();
  await station.tick();
  await expect.poll(() => gapsOf(station)).toEqual([['clock_set', 10, 3610]]);
  const files = await station.service.segments(ever, 9);
  expect(files.map(({ startMs, endMs }) => endMs - startMs)).toEqual([10_000, 10_000]);
});

/** A camera that sends ten JPEGs a second of the station's time. @returns plays so many of them */
async function jpegCamera(station: Awaited<ReturnType<typeof rig>>): Promise<(count: number) => Promise<void>> {
  const pictures = await testPictures(5, 64, 48);
  let seq = 0;
  return async (count) => {
    for (let index = 0; index < count; index += 1) {
      station.pass(100);
      seq += 1;
      station.frames.publish({ cameraId: 'gate', seq, capturedAtMs: station.nowMs, jpeg: pictures[seq % 5] ?? new Uint8Array() });
      if (seq % 10 === 0) await station.tick();
    }
  };
}

test('of a camera that sends JPEGs too no picture stands for the time that the clock was set forward', async () => {
  const station = await rig();
  await station.addCamera({ fps: 10 });
  const play = await jpegCamera(station);
  await play(60);
  await expect.poll(() => segmentsOf(station), { timeout: 10_000 }).not.toEqual([]);
  station.stepClock(3_600_000);
  const lastBegin = async () => {
    await play(5);
    return (await segmentsOf(station)).at(-1)?.[0];
  };
  await expect.poll(lastBegin, { timeout: 10_000 }).toBeGreaterThan(3_600);
  const lengths = (await station.service.segments(ever, 9)).map(({ startMs, endMs }) => endMs - startMs);
  expect(Math.max(...lengths)).toBeLessThan(120_000);
});

test('a camera that sends JPEGs is encoded, also what came before the event', async () => {
  const station = await rig();
  await station.addCamera({ mode: 'event', beforeS: 4, afterS: 3, fps: 10 });
  const play = await jpegCamera(station);
  await play(100);
  station.service.onIncident('gate', station.nowMs);
  await station.tick();
  await play(50);
  await expect.poll(async () => (await station.service.segments(ever, 9))[0]?.open, { timeout: 10_000 }).toBe(false);
  const [segment] = await station.service.segments(ever, 9);
  expect(seconds(segment?.startMs ?? 0)).toBe(6);
  expect(seconds(segment?.endMs ?? 0)).toBeGreaterThanOrEqual(13);
  expect(await decodedFrames(station.service.fileOf(segment ?? { path: '' }))).toMatchObject({ complaints: '' });
});
