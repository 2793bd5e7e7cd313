import { afterEach, beforeAll, expect, test } from 'vitest';
import { encodeH264, type H264Clip } from '../../../e2e/servers/h264-packets.ts';
import { type RtspServerOptions, startRtspServer } from '../../../e2e/servers/rtsp-server.ts';
import { type FfmpegBinary, findFfmpeg } from './ffmpeg-binary.ts';
import { rtspSource } from './ffmpeg-sources.ts';
import { isWholeJpeg, jpegSize } from './jpeg-header.ts';
import type { StreamInfo } from './source.ts';

/** A busy machine may take its time; what is waited for comes at once on an idle one. */
const patiently = { timeout: 8000 };

const binaries: [string, FfmpegBinary][] = [
  ['the ffmpeg of this machine', await findFfmpeg()],
  ['the bundled ffmpeg', await findFfmpeg({})],
];
let clip: H264Clip;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  clip = await encodeH264({ width: 640, height: 360, fps: 15 });
});
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function camera(change: RtspServerOptions = {}) {
  const server = await startRtspServer({ clip, ...change });
  closers.push(() => server.close());
  return server;
}

async function watch(binary: FfmpegBinary, url: string, count: number) {
  const stop = new AbortController();
  const frames: Uint8Array[] = [];
  const infos: StreamInfo[] = [];
  const startedAtMs = performance.now();
  let firstFrameMs = 0;
  await rtspSource({ ffmpeg: async () => binary })({
    url,
    signal: stop.signal,
    onFrame: (jpeg) => {
      firstFrameMs ||= performance.now() - startedAtMs;
      frames.push(jpeg);
      if (frames.length >= count) stop.abort();
    },
    onInfo: (info) => infos.push(info),
  });
  return { frames, infos, firstFrameMs };
}

test.each(binaries)('%s shows an RTSP camera', async (_name, binary) => {
  const server = await camera();
  const { frames, infos, firstFrameMs } = await watch(binary, server.url, 20);
  expect(frames.every(isWholeJpeg)).toBe(true);
  expect(jpegSize(frames[0] ?? new Uint8Array())).toEqual({ width: 640, height: 360 });
  expect(infos[0]).toEqual({ codec: 'h264', width: 640, height: 360 });
  expect(firstFrameMs).toBeLessThan(5000);
  await expect.poll(() => server.players(), patiently).toBe(0);
});

test.each(binaries)('%s gives its user and password', async (_name, binary) => {
  const server = await camera({ basicAuth: { username: 'admin', password: 'hunter22' } });
  expect((await watch(binary, server.url.replace('//', '//admin:hunter22@'), 2)).frames).toHaveLength(2);
  const failure: unknown = await watch(binary, server.url.replace('//', '//admin:wrong-one@'), 1).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'camera_unreachable', details: { cause: 'unauthorized' } });
  expect(String(failure)).not.toContain('wrong-one');
});

test.each(binaries)('%s: causes of failure are told apart', async (_name, binary) => {
  const server = await camera({ fault: 'not-found' });
  await expect(watch(binary, server.url, 1)).rejects.toMatchObject({ details: { cause: 'not_found' } });
  server.setFault('no-video');
  await expect(watch(binary, server.url, 1)).rejects.toMatchObject({ details: { cause: 'no_video' } });
  await server.close();
  closers.length = 0;
  await expect(watch(binary, server.url, 1)).rejects.toMatchObject({ details: { cause: 'refused' } });
  await expect(watch(binary, 'rtsp://no-such-camera.invalid/h264', 1)).rejects.toMatchObject({ details: { cause: 'unknown_host' } });
});

test('a process is gone when its signal says so, also while it waits for an answer', async () => {
  const [[, binary]] = binaries as [[string, FfmpegBinary]];
  const server = await camera({ fault: 'silent' });
  const stop = new AbortController();
  const run = rtspSource({ ffmpeg: async () => binary })({
    ...{ url: server.url, signal: stop.signal, onFrame: () => undefined, onInfo: () => undefined },
  });
  setTimeout(() => stop.abort(), 300);
  await expect(run).resolves.toBeUndefined();
});
