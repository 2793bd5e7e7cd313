import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { startRtspServer } from '../../../e2e/servers/rtsp-server.ts';
import { encodeVideo, type VideoClipOptions } from '../../../e2e/servers/video-clip.ts';
import { ffmpegFinder } from '../cameras/ffmpeg-binary.ts';
import { CameraSupervisor, defaultSupervisorTimings } from '../cameras/camera-supervisor.ts';
import { createSourceRegistry } from '../cameras/default-sources.ts';
import { PushInbox } from '../cameras/push-inbox.ts';
import { FrameHub } from '../live/frame-hub.ts';
import { PacketHub } from '../packets/packet-hub.ts';
import { openStore } from '../store/store.ts';
import { sampleCamera } from '../store/testing/samples.ts';
import { RecordingService } from './recording-service.ts';
import { prepareFolder } from './segment-disk.ts';
import { decodedFrames } from './testing/decoded-frames.ts';

const run = promisify(execFile);
const ffmpeg = ffmpegFinder();
const patiently = { timeout: 20_000 };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const all = () => ({ cameraIds: ['gate'], fromMs: 0, toMs: Date.now() + 3_600_000 });

/** Records a real camera over RTSP in files of a second or up to the next key frame. */
async function startRecorder(url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-camera-video-'));
  closers.push(async () => rmSync(folder, { recursive: true, force: true }));
  const store = await openStore({ file: join(folder, 'sentra.db') });
  closers.push(() => store.close());
  const recordings = join(folder, 'recordings');
  await prepareFolder(recordings);
  const [hub, packets] = [new FrameHub(), new PacketHub()];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const service = new RecordingService({
    ...{ store, folder: recordings, frames: hub, packets, ffmpeg, log, segmentMs: 1_000 },
    ...{ onChanged: () => undefined, onDisk: () => undefined },
  });
  await service.start();
  const base = sampleCamera({ id: 'gate', url, createdAtMs: 1 });
  service.setCamera({ ...base, recording: { ...base.recording, mode: 'continuous', maxBytes: null } });
  const sources = createSourceRegistry({ push: new PushInbox(), ffmpeg });
  const timings = { ...defaultSupervisorTimings, backOff: { firstMs: 200, maxMs: 400 } };
  const supervisor = new CameraSupervisor({ cameraId: 'gate', url, sources, hub, packets, now: Date.now, timings });
  supervisor.start();
  const recordedMs = async () => (await service.segments(all(), 99)).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  let isClosed = false;
  const stop = async () => {
    if (isClosed) return;
    isClosed = true;
    await supervisor.stop();
    await service.close();
  };
  closers.push(stop);
  return {
    service,
    stop,
    recordedMs,
    files: async () => (await store.recordings.within(all(), 99)).map((segment) => join(recordings, segment.path)),
  };
}

async function record(options: VideoClipOptions, untilMs: number): Promise<string[]> {
  const server = await startRtspServer({ clip: await encodeVideo(options) });
  closers.push(() => server.close());
  const recorder = await startRecorder(server.url);
  await expect.poll(recorder.recordedMs, patiently).toBeGreaterThan(untilMs);
  await recorder.stop();
  return recorder.files();
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

const hasProc = existsSync('/proc/self/task');
/** The ffmpeg of this address. */
function ffmpegOf(url: string): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(url)) ?? 0;
}

test.skipIf(!hasProc)(
  'an ffmpeg that is killed and a camera that restarts cost a gap with its cause, and no file (needs /proc)',
  async () => {
    const clip = await encodeVideo({ encoder: 'libx264' });
    const first = await startRtspServer({ clip });
    const recorder = await startRecorder(first.url);
    const more = async () => {
      const before = await recorder.recordedMs();
      await expect.poll(recorder.recordedMs, patiently).toBeGreaterThan(before + 1_500);
    };
    await more();
    process.kill(ffmpegOf(first.url), 'SIGKILL');
    await more();
    await first.close();
    const gapMs = async () =>
      (await recorder.service.gaps(all())).reduce(
        (sum, { fromMs, toMs, cause }) => sum + (cause === 'camera_offline' ? toMs - fromMs : 0),
        0,
      );
    const beforeMs = await gapMs();
    await expect.poll(gapMs, patiently).toBeGreaterThan(beforeMs + 2_000);
    const second = await startRtspServer({ clip, port: first.port });
    closers.push(() => second.close());
    await more();
    await recorder.stop();
    for (const file of await recorder.files()) expect((await decodedFrames(file)).complaints).toBe('');
    const segments = await recorder.service.segments(all(), 999);
    const [fromMs = 0, toMs = 0] = [segments[0]?.startMs, segments.at(-1)?.endMs];
    const causes = (await recorder.service.gaps({ cameraIds: ['gate'], fromMs, toMs })).map(({ cause }) => cause);
    expect(new Set(causes)).toEqual(new Set(['camera_offline']));
  },
);
