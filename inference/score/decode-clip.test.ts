import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClipFrame, decodeClip } from './decode-clip.ts';
import { type FfmpegProgram, findFfmpegProgram } from './ffmpeg-program.ts';
import { PartReader } from './part-reader.ts';

let folder = '';
let clip = '';
let ffmpeg: FfmpegProgram;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-'));
  clip = join(folder, 'clip.mp4');
  ffmpeg = await findFfmpegProgram();
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=30:duration=2', '-c:v', 'mpeg4'];
  await promisify(execFile)(ffmpeg.path, ['-v', 'error', ...source, clip]);
});
afterAll(() => rm(folder, { recursive: true }));

async function all(frames: AsyncIterable<ClipFrame>): Promise<ClipFrame[]> {
  const taken: ClipFrame[] = [];
  for await (const frame of frames) taken.push(frame);
  return taken;
}

test.each([
  [5, 0, [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800]],
  [2, 100, [100, 600, 1100, 1600]],
])('%i pictures a second from %i ms on come with the times of the clip', async (fps, offsetMs, times) => {
  const frames = await all(decodeClip(ffmpeg, clip, { fps, offsetMs }));
  expect(frames.map(({ atMs }) => atMs)).toEqual(times);
  expect(frames.every(({ jpeg }) => jpeg.readUInt16BE(0) === 0xffd8 && jpeg.readUInt16BE(jpeg.length - 2) === 0xffd9)).toBe(true);
});

test('leaving early ends ffmpeg', async () => {
  for await (const { atMs } of decodeClip(ffmpeg, clip, { fps: 5, offsetMs: 0 })) if (atMs >= 200) break;
  expect(await all(decodeClip(ffmpeg, clip, { fps: 1, offsetMs: 0 }))).toHaveLength(2);
});

test('what is no video is refused in words', async () => {
  const file = join(folder, 'words.mp4');
  await writeFile(file, 'no video at all');
  await expect(all(decodeClip(ffmpeg, file, { fps: 5, offsetMs: 0 }))).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a picture stream in pieces gives whole pictures', () => {
  const part = (body: string) => `--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${body.length}\r\n\r\n${body}\r\n`;
  const stream = Buffer.from(part('first') + part('the second'));
  const reader = new PartReader();
  const pictures = Array.from(stream, (byte) => reader.push(Buffer.from([byte]))).flat();
  expect(pictures.map(String)).toEqual(['first', 'the second']);
  expect(() => new PartReader().push(Buffer.from('--x\r\nContent-type: a\r\n\r\n'))).toThrow('states no length');
});
