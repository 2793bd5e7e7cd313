import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestClip } from '../../../e2e/servers/test-media.ts';
import { type FfmpegBinary, ffmpegFinder, findFfmpeg } from './ffmpeg-binary.ts';
import { fileSource, usbSource } from './ffmpeg-sources.ts';
import { isWholeJpeg, jpegSize } from './jpeg-header.ts';
import type { RunSource, StreamInfo } from './source.ts';

let folder = '';
let clip = '';
const ffmpeg = ffmpegFinder();
/** Whatever this machine has, and the build of 2018 that comes with the package. */
const binaries: [string, FfmpegBinary][] = [
  ['the ffmpeg of this machine', await ffmpeg()],
  ['the bundled ffmpeg', await findFfmpeg({})],
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-ffmpeg-'));
  clip = join(folder, 'a clip #1.mp4');
  await makeTestClip(clip, { seconds: 1, fps: 20, width: 1920, height: 1080 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function watch(source: RunSource, url: string, count: number) {
  const stop = new AbortController();
  const frames: { jpeg: Uint8Array; atMs: number }[] = [];
  const infos: StreamInfo[] = [];
  await source({
    url,
    signal: stop.signal,
    onFrame: (jpeg) => {
      frames.push({ jpeg, atMs: performance.now() });
      if (frames.length >= count) stop.abort();
    },
    onInfo: (info) => infos.push(info),
  });
  return { frames, infos };
}

test.each(binaries)('%s plays a file in real time, looped, thinned out and scaled down', async (_name, binary) => {
  const source = fileSource({ ffmpeg: async () => binary, picture: { maxFps: 10, maxWidth: 320, quality: 5 } });
  const { frames, infos } = await watch(source, pathToFileURL(clip).href, 22);
  expect(frames.every(({ jpeg }) => isWholeJpeg(jpeg))).toBe(true);
  expect(jpegSize(frames[0]?.jpeg ?? new Uint8Array())).toEqual({ width: 320, height: 180 });
  expect(infos[0]).toEqual({ codec: 'h264', width: 1920, height: 1080 });
  const seconds = ((frames.at(-1)?.atMs ?? 0) - (frames[0]?.atMs ?? 0)) / 1000;
  expect(seconds).toBeGreaterThan(1.5);
  expect(seconds).toBeLessThan(6);
});

test.each(binaries)('%s tells a file that is no video from one that is', async (_name, binary) => {
  const source = fileSource({ ffmpeg: async () => binary });
  const text = join(folder, 'notes.txt');
  await writeFile(text, 'no video at all\n'.repeat(50));
  await expect(watch(source, pathToFileURL(text).href, 1)).rejects.toMatchObject({ details: { cause: 'no_video' } });
});

test.each(binaries)('%s names a codec that it does not know', async (_name, binary) => {
  const source = fileSource({ ffmpeg: async () => binary });
  const strange = join(folder, 'strange.mp4');
  const bytes = await readFile(clip);
  bytes.write('zzzz', bytes.indexOf('avc1', bytes.indexOf('stsd')), 'latin1');
  await writeFile(strange, bytes);
  await expect(watch(source, pathToFileURL(strange).href, 1)).rejects.toMatchObject({ details: { cause: 'unsupported_codec' } });
});

test.each(binaries)('%s does not follow a playlist on disk', async (_name, binary) => {
  const source = fileSource({ ffmpeg: async () => binary });
  const playlist = join(folder, 'list.m3u8');
  await writeFile(playlist, `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${clip}\n#EXT-X-ENDLIST\n`);
  await expect(watch(source, pathToFileURL(playlist).href, 1)).rejects.toMatchObject({ details: { cause: 'no_video' } });
});

test('a missing file, a folder and a foreign host are said to be so', async () => {
  const source = fileSource({ ffmpeg });
  await expect(watch(source, 'file:///no/such/clip.mp4', 1)).rejects.toMatchObject({ details: { cause: 'file_missing' } });
  await expect(watch(source, pathToFileURL(folder).href, 1)).rejects.toMatchObject({ details: { cause: 'file_missing' } });
  await expect(watch(source, 'file://server/share/clip.mp4', 1)).rejects.toMatchObject({ details: { cause: 'file_missing' } });
});

test('a webcam that is not there is said to be missing', async () => {
  await expect(watch(usbSource({ ffmpeg }), 'usb:97', 1)).rejects.toMatchObject({ details: { cause: 'file_missing' } });
});

test('no ffmpeg anywhere is a cause of its own', async () => {
  const binary: FfmpegBinary = {
    path: join(folder, 'ffmpeg'),
    version: '',
    rtspTimeoutOption: '-timeout',
    frameSyncOption: '-vsync',
    resolvesNames: true,
  };
  const source = fileSource({ ffmpeg: async () => binary });
  await expect(watch(source, pathToFileURL(clip).href, 1)).rejects.toMatchObject({ details: { cause: 'ffmpeg_missing' } });
});
