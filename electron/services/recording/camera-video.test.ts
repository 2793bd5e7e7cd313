import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { startRtspServer } from '../../../e2e/servers/rtsp-server.ts';
import { encodeVideo, type VideoClipOptions } from '../../../e2e/servers/video-clip.ts';
import { ffmpegFinder } from '../cameras/ffmpeg-binary.ts';
import { rtspSource } from '../cameras/ffmpeg-sources.ts';
import { FrameHub } from '../live/frame-hub.ts';
import { PacketHub } from '../packets/packet-hub.ts';
import { openStore } from '../store/store.ts';
import { sampleCamera } from '../store/testing/samples.ts';
import { RecordingService } from './recording-service.ts';
import { prepareFolder } from './segment-disk.ts';
import { decodedFrames } from './testing/decoded-frames.ts';

const run = promisify(execFile);
const ffmpeg = ffmpegFinder();
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Records a real camera over RTSP until there is so much of it, in files of a second or up to the next key frame. */
async function record(options: VideoClipOptions, untilMs: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-camera-video-'));
  closers.push(async () => rmSync(folder, { recursive: true, force: true }));
  const server = await startRtspServer({ clip: await encodeVideo(options) });
  closers.push(() => server.close());
  const store = await openStore({ file: join(folder, 'sentra.db') });
  closers.push(() => store.close());
  await prepareFolder(folder);
  const [frames, packets] = [new FrameHub(), new PacketHub()];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const service = new RecordingService({
    ...{ store, folder, frames, packets, ffmpeg, log, segmentMs: 1_000 },
    ...{ onChanged: () => undefined, onDisk: () => undefined },
  });
  await service.start();
  const base = sampleCamera({ id: 'gate', url: server.url, createdAtMs: 1 });
  service.setCamera({ ...base, recording: { ...base.recording, mode: 'continuous', maxBytes: null } });
  const stop = new AbortController();
  const connection = packets.connect('gate');
  const watching = rtspSource({ ffmpeg })({
    ...{ url: server.url, signal: stop.signal, onInfo: () => undefined, onFrame: () => undefined },
    packets: connection,
  });
  const all = { cameraIds: ['gate'], fromMs: 0, toMs: Date.now() + 3_600_000 };
  const recorded = async () => (await service.segments(all, 99)).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  await expect.poll(recorded, { timeout: 20_000 }).toBeGreaterThan(untilMs);
  stop.abort();
  await watching;
  connection.end();
  await service.close();
  return (await store.recordings.within(all, 99)).map((segment) => join(folder, segment.path));
}

async function codecOf(file: string): Promise<string> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', file]);
  return stdout.trim();
}

test('H.265 of a camera is recorded as it comes, each file plays by itself and every picture at its time', async () => {
  const files = await record({ encoder: 'libx265' }, 2_500);
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    expect(await codecOf(file)).toBe('hevc');
    const { timesS, complaints } = await decodedFrames(file);
    expect(complaints).toBe('');
    const steps = timesS.slice(1).map((time, index) => time - (timesS[index] ?? 0));
    // 15 pictures a second.
    expect(Math.min(...steps)).toBeGreaterThan(0.02);
    expect(Math.max(...steps)).toBeLessThan(0.2);
  }
});

// RTP says when a picture is shown, not when it is decoded; what ffmpeg guesses is up to two pictures off, so nothing is said of times.
test('of a camera with B-frames every picture is kept', async () => {
  const files = await record({ encoder: 'libx264', bFrames: 2 }, 2_500);
  const decoded = await Promise.all(files.slice(0, -1).map(decodedFrames));
  expect(decoded.length).toBeGreaterThan(0);
  // A file ends with the first or the second key frame after a second, 15 pictures apart.
  for (const { frames, complaints } of decoded) expect([frames % 15, complaints]).toEqual([0, '']);
});

test('where key frames are far apart a file goes on until the next one', async () => {
  const files = await record({ encoder: 'libx264', keyEvery: 45, seconds: 6 }, 5_000);
  const counts = await Promise.all(files.slice(0, -1).map(async (file) => (await decodedFrames(file)).frames));
  expect(counts.length).toBeGreaterThan(0);
  expect(new Set(counts)).toEqual(new Set([45]));
});
