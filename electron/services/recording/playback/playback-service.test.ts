import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { findFfmpeg } from '../../cameras/ffmpeg-binary.ts';
import { sampleIncident } from '../../store/testing/samples.ts';
import { decodedFrames } from '../testing/decoded-frames.ts';
import { type RecordingRig, recordingRigs, rigStartMs } from '../testing/rig.ts';
import { PictureCache } from './picture-cache.ts';
import { PlaybackService } from './playback-service.ts';
import { SpanBook } from './span-book.ts';
import type { PieceRequest } from './video-pieces.ts';

const rig = recordingRigs();
const opened: PlaybackService[] = [];
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close();
});

function playbackOf(station: RecordingRig, most = 100): PlaybackService {
  const nowMs = () => station.nowMs;
  const pictures = new PictureCache({ folder: previews(station), most, nowMs });
  const { recordings, incidentMarks } = station.store;
  const parts = { spans: new SpanBook(recordings), gaps: recordings, marks: incidentMarks, pictures, nowMs };
  const service = new PlaybackService({ ...parts, recorder: station.service, ffmpeg: findFfmpeg, log: { warn: () => undefined } });
  opened.push(service);
  return service;
}
const previews = (station: RecordingRig) => join(station.folder, 'previews');
const question = { cameraIds: ['gate'], fromMs: rigStartMs, toMs: rigStartMs + 600_000, resolutionMs: 0 };
/** The recorder has noticed that the camera is gone. */
const isOffline = (station: RecordingRig) =>
  expect
    .poll(async () => {
      await station.tick();
      return station.states.at(-1)?.cause;
    })
    .toBe('camera_offline');
const seconds = (ms: number) => Math.round((ms - rigStartMs) / 1000);

test('the timeline shows video, gaps with their cause and incidents, and says nothing of the future', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(70);
  camera.end();
  station.pass(20_000);
  await isOffline(station);
  await (await station.camera()).play(5);
  await station.store.incidents.insert(
    sampleIncident({ id: 'crash', cameraId: 'gate', frameAtMs: rigStartMs + 30_000, detectedAtMs: rigStartMs + 30_200 }),
    [],
    1,
  );
  await station.store.incidents.insert(
    sampleIncident({
      id: 'other',
      candidateKey: 'k2',
      cameraId: 'yard',
      frameAtMs: rigStartMs + 30_000,
      detectedAtMs: rigStartMs + 30_200,
    }),
    [],
    1,
  );
  const playback = playbackOf(station);
  // The cause of the gap is written beside the first file after it.
  const causes = async () => (await playback.timeline(question)).cameras[0]?.gaps.map(({ cause }) => cause);
  await expect.poll(causes).toEqual(['camera_offline']);
  const { cameras, incidents, nowMs } = await playback.timeline(question);
  expect(nowMs).toBe(station.nowMs);
  const [line] = cameras;
  expect(line?.spans.map(({ fromMs, toMs }) => [seconds(fromMs), seconds(toMs)])).toEqual([
    [0, 70],
    [90, 95],
  ]);
  expect(line?.gaps.map(({ fromMs, toMs, cause }) => [cause, seconds(fromMs), seconds(toMs)])).toEqual([['camera_offline', 70, 90]]);
  expect(incidents).toMatchObject([{ id: 'crash', cameraId: 'gate', atMs: rigStartMs + 30_000 }]);
});

test('at a coarse resolution short gaps are left out and their neighbours are one', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(10);
  camera.end();
  station.pass(20_000);
  await isOffline(station);
  await (await station.camera()).play(5);
  const { cameras } = await playbackOf(station).timeline({ ...question, resolutionMs: 30_000 });
  expect(cameras[0]?.spans).toHaveLength(1);
  expect(cameras[0]?.gaps).toEqual([]);
});

test('the outline of a file that is being written names just the bytes that are there', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(12);
  const playback = playbackOf(station);
  const [segment] = await station.service.segments({ ...question }, 5);
  const outline = await playback.outline(segment?.id ?? '');
  const { path } = await playback.file(segment?.id ?? '');
  const bytes = (await readFile(path)).length;
  const last = outline.fragments.at(-1);
  expect((last?.offset ?? 0) + (last?.bytes ?? 0)).toBe(bytes);
  expect(outline.fragments[0]?.offset).toBe(outline.initBytes);
  expect(outline.segment).toMatchObject({ open: true, bytes });
  expect(outline.segment).not.toHaveProperty('path');
  // One key frame a second.
  expect(outline.fragments.filter(({ keyAtMs }) => keyAtMs !== null).length).toBeGreaterThanOrEqual(10);
  expect(outline.fragments.map(({ keyAtMs }) => keyAtMs).filter((atMs) => atMs !== null)).toContain(rigStartMs + 100);
});

test('a preview is a small picture of the key frame before the time, kept on the disk', async () => {
  const station = await rig();
  await station.addCamera();
  await (await station.camera()).play(8);
  const playback = playbackOf(station);
  const preview = await playback.preview('gate', rigStartMs + 5_600);
  expect(preview.atMs).toBe(rigStartMs + 5_100);
  expect(await sharp(preview.jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 240 });
  expect(readdirSync(previews(station))).toHaveLength(1);
  const again = await playback.preview('gate', rigStartMs + 5_900);
  expect(again.jpeg.equals(preview.jpeg)).toBe(true);
  expect(readdirSync(previews(station))).toHaveLength(1);
});

test('no more previews are kept than allowed, the oldest goes, and rubbish from a crash is removed', async () => {
  const station = await rig();
  await station.addCamera();
  await (await station.camera()).play(8);
  const folder = previews(station);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'half.jpg.part'), 'x');
  const playback = playbackOf(station, 2);
  for (const second of [1, 3, 5]) {
    station.pass(10);
    await playback.preview('gate', rigStartMs + second * 1000 + 500);
  }
  const left = readdirSync(folder);
  expect(left).toHaveLength(2);
  expect(left).not.toContain('half.jpg.part');
});

test('where nothing was recorded there is no preview, and a file that is gone is an error in words', async () => {
  const station = await rig();
  await station.addCamera();
  await (await station.camera()).play(3);
  const playback = playbackOf(station);
  await expect(playback.preview('gate', rigStartMs + 500_000)).rejects.toMatchObject({ code: 'not_found' });
  await expect(playback.preview('yard', rigStartMs)).rejects.toMatchObject({ code: 'not_found' });
  await expect(playback.file('nothing')).rejects.toMatchObject({ code: 'not_found' });
  await expect.poll(() => station.service.segments({ ...question }, 5)).not.toEqual([]);
  const [segment] = await station.service.segments({ ...question }, 5);
  const { path } = await playback.file(segment?.id ?? '');
  await rm(path);
  await expect(playback.outline(segment?.id ?? '')).rejects.toMatchObject({ code: 'unavailable' });
});

test('a piece is a film of its own from the key frame before a time, what follows joins it, and over a gap the next file comes', async () => {
  const station = await rig({ segmentMs: 10_000 });
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(14);
  camera.end();
  station.pass(20_000);
  await isOffline(station);
  await (await station.camera()).play(5);
  await station.service.settled();
  const playback = playbackOf(station);
  const at = (second: number, over: Partial<PieceRequest> = {}) =>
    playback.piece('gate', { atMs: rigStartMs + second * 1_000, lengthMs: 0, everyMs: 0, after: null, ...over });
  const first = await at(4.5);
  expect(first?.piece).toMatchObject({ open: false, frameMs: expect.closeTo(100, 0) });
  expect([(first?.piece.fromMs ?? 0) <= rigStartMs + 4_500, (first?.piece.toMs ?? 0) >= rigStartMs + 4_600]).toEqual([true, true]);
  const file = join(station.folder, 'piece.mp4');
  writeFileSync(file, first?.bytes ?? '');
  const alone = await decodedFrames(file);
  expect([alone.complaints, alone.frames]).toEqual(['', Math.round(((first?.piece.toMs ?? 0) - (first?.piece.fromMs ?? 0)) / 100)]);

  const rest = await at(5, { lengthMs: 60_000, after: first?.piece.next ?? null });
  expect([rest?.piece.fromMs, rest?.piece.next]).toEqual([first?.piece.toMs, null]);
  const body = rest?.bytes.subarray(rest.piece.headBytes) ?? '';
  writeFileSync(file, Buffer.concat([first?.bytes ?? Buffer.alloc(0), Buffer.from(body)]));
  expect(await decodedFrames(file)).toMatchObject({
    complaints: '',
    frames: Math.round(((rest?.piece.toMs ?? 0) - (first?.piece.fromMs ?? 0)) / 100),
  });

  const [next, none, later] = [await at(10.2), await at(20), await at(20, { lengthMs: 20_000 })];
  expect(next?.piece.segmentId).not.toBe(first?.piece.segmentId);
  expect([none, later?.piece.open, (later?.piece.fromMs ?? 0) >= rigStartMs + 34_000]).toEqual([null, true, true]);
  // What was shown of a file that grows goes on when there is more.
  const end = await at(39, { after: later?.piece.next ?? null, lengthMs: 60_000 });
  const after = end?.piece.next ?? later?.piece.next ?? null;
  expect(await at(39.5, { after })).toBeNull();
  expect(await at(4.5, { after: 'gone.full.9' })).toMatchObject({ piece: first?.piece });
});

test('thinned out a piece holds key frames alone, each shown until the next', async () => {
  const station = await rig();
  await station.addCamera();
  const camera = await station.camera();
  await camera.play(12);
  await station.service.settled();
  const thin = await playbackOf(station).piece('gate', { atMs: rigStartMs + 2_500, lengthMs: 6_000, everyMs: 1_500, after: null });
  const file = join(station.folder, 'thin.mp4');
  writeFileSync(file, thin?.bytes ?? '');
  const { complaints, timesS } = await decodedFrames(file);
  expect(complaints).toBe('');
  expect(timesS.slice(1).map((atS, index) => Math.round(atS - (timesS[index] ?? 0)))).toEqual([2, 2, 2]);
  const whole = await playbackOf(station).piece('gate', { atMs: rigStartMs + 2_500, lengthMs: 6_000, everyMs: 0, after: null });
  expect((thin?.bytes.length ?? 0) / (whole?.bytes.length ?? 1)).toBeLessThan(0.9);
});
