import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodedFrames } from '../recording/testing/decoded-frames.ts';
import { fitClip } from './fit-clip.ts';
import { ObservationMemory } from './observation-memory.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-fit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a clip too large for a messenger is encoded to fit, whole, and one that cannot fit leaves nothing behind', async () => {
  const source = join(folder, 'large.mp4');
  const noise = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=10,noise=alls=40:allf=t', '-c:v', 'libx264', '-crf', '10'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...noise, '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', source]);
  const target = join(folder, 'small.mp4');
  const maxBytes = 300_000;
  expect(statSync(source).size).toBeGreaterThan(maxBytes);
  await fitClip({ source, target, durationMs: 10_000, ffmpeg: 'ffmpeg', maxBytes });
  expect(statSync(target).size).toBeLessThanOrEqual(maxBytes);
  expect((await decodedFrames(target)).frames).toBe(100);
  const hopeless = fitClip({ source, target: join(folder, 'none.mp4'), durationMs: 10_000, ffmpeg: 'ffmpeg', maxBytes: 500 });
  await expect(hopeless).rejects.toThrow('even when encoded smaller');
  expect(readdirSync(folder).sort()).toEqual(['large.mp4', 'small.mp4']);
});

test('boxes are kept for two minutes, and longer while a clip of their time is still to be cut', () => {
  const memory = new ObservationMemory();
  const seen = (capturedAtMs: number) =>
    memory.note({
      ...{ cameraId: 'gate', seq: 1, capturedAtMs, width: 640, height: 360, mode: 'detected', motion: 0 },
      ...{ tracks: [{ id: 1, label: 'car', score: 0.9, bbox: [1, 2, 3, 4], state: 'moving' }], tookMs: { total: 1, network: 1 } },
    });
  seen(1_000);
  memory.keepSince(new Map([['gate', 500]]));
  seen(200_000);
  const boxes = [{ id: 1, label: 'car', score: 0.9, bbox: [1, 2, 3, 4], state: 'moving' }];
  expect(JSON.parse(memory.linesOf('gate', 0, 2_000))).toEqual({ atMs: 1_000, width: 640, height: 360, boxes });
  memory.keepSince(new Map());
  seen(201_000);
  expect(memory.linesOf('gate', 0, 2_000)).toBe('');
  expect(memory.linesOf('gate', 0, 300_000).trim().split('\n')).toHaveLength(2);
  expect(memory.linesOf('lane', 0, 300_000)).toBe('');
});
