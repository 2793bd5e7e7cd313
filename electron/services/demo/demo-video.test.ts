import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFfmpeg } from '../cameras/ffmpeg-binary.ts';
import { demoAccidentS, demoFrames, demoGroundTruth } from './demo-frames.ts';
import { writeDemoVideo } from './demo-video.ts';

let folder: string;
let ffmpeg: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sentra-demo-'));
  ffmpeg = (await findFfmpeg()).path;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a scene becomes a video that ffmpeg reads, with as many pictures as were asked for', async () => {
  const file = path.join(folder, 'scene.mp4');
  await writeDemoVideo(file, 'collision', { ffmpeg, fps: 5, fromS: 19, seconds: 2 });
  const { stderr } = await promisify(execFile)(ffmpeg, ['-hide_banner', '-i', file, '-f', 'null', '-']);
  expect(stderr).toContain('640x360');
  expect(stderr).toMatch(/frame=\s*10\b/);
});

test('a video that cannot be written says why', async () => {
  await expect(writeDemoVideo(path.join(folder, 'no', 'such.mp4'), 'collision', { ffmpeg, seconds: 0.5 })).rejects.toThrow();
});

test('frames and ground truth speak of the same moments', async () => {
  const accidentS = demoAccidentS('collision') ?? 0;
  const times: number[] = [];
  for await (const { timeS, jpeg } of demoFrames('collision', { fps: 4, fromS: 19.5, seconds: 1.5 })) {
    times.push(timeS);
    expect(jpeg.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  }
  expect(times).toEqual([19.5, 19.75, 20, 20.25, 20.5, 20.75]);
  expect(times.map((timeS) => demoGroundTruth('collision', timeS).accident !== null)).toEqual(times.map((timeS) => timeS >= accidentS));
  expect(demoAccidentS('traffic')).toBeNull();
});
