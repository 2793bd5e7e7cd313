import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoRevision } from '../../../resources/demo/revision.ts';
import type { StreamInfo } from '../cameras/source.ts';
import { demoCameras } from './demo-cameras.ts';
import { createDemoSource, type DemoSource, sceneOf } from './demo-source.ts';

let dataDir: string;
let demo: DemoSource;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'sentra-demo-'));
  demo = createDemoSource({ dataDir });
});
afterEach(async () => {
  await demo.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** A stored clip of pictures that are one byte long and say their number. */
async function leaveClip(frames: number, fps: number): Promise<void> {
  const base = path.join(dataDir, 'demo', `traffic-${demoRevision()}`);
  await mkdir(path.dirname(base), { recursive: true });
  await writeFile(`${base}.jpegs`, Buffer.from(Array.from({ length: frames }, (_, i) => i)));
  await writeFile(`${base}.json`, JSON.stringify({ fps, width: 640, height: 360, lengths: Array.from({ length: frames }, () => 1) }));
}

/** Plays until `count` pictures have come. */
async function take(url: string, count: number): Promise<{ frames: number[]; infos: StreamInfo[]; tookMs: number }> {
  const stop = new AbortController();
  const frames: number[] = [];
  const infos: StreamInfo[] = [];
  const startedMs = performance.now();
  await demo.run({
    url,
    signal: stop.signal,
    onInfo: (info) => infos.push(info),
    onFrame: (jpeg) => {
      frames.push(jpeg[0] ?? -1);
      if (frames.length === count) stop.abort();
    },
  });
  return { frames, infos, tookMs: performance.now() - startedMs };
}

test('a scene is played in real time, from its start, and over again', async () => {
  await leaveClip(5, 50);
  const { frames, infos, tookMs } = await take('demo:traffic', 25);
  expect(infos).toEqual([{ codec: 'mjpeg', width: 640, height: 360 }]);
  expect(frames[0]).toBe(0);
  // A late timer skips pictures; it never shows one twice or goes back.
  const steps = frames.slice(1).map((frame, i) => (frame - (frames[i] ?? 0) + 5) % 5);
  expect(steps.every((step, i) => step !== 0 || (frames[i + 1] ?? 0) === (frames[i] ?? 0))).toBe(true);
  expect(steps.filter((step) => step === 1).length).toBeGreaterThan(steps.length / 2);
  expect(new Set(frames)).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(tookMs).toBeGreaterThan(24 * 20 - 40);
});

test('it ends at once and without complaint when nobody wants it any more, also while the scene is being set up', async () => {
  const stop = new AbortController();
  const running = demo.run({ url: 'demo:rear-end', signal: stop.signal, onInfo: () => undefined, onFrame: () => undefined });
  stop.abort();
  await expect(running).resolves.toBeUndefined();
});

test('a scene that does not exist is named as such', async () => {
  const running = demo.run({ url: 'demo:volcano', signal: AbortSignal.timeout(5000), onInfo: () => undefined, onFrame: () => undefined });
  await expect(running).rejects.toMatchObject({ code: 'camera_unreachable', details: { cause: 'not_found' } });
});

test('a disk that fails is a camera that fails, with the reason kept', async () => {
  await writeFile(path.join(dataDir, 'demo'), 'in the way');
  const running = demo.run({ url: 'demo:traffic', signal: AbortSignal.timeout(5000), onInfo: () => undefined, onFrame: () => undefined });
  await expect(running).rejects.toMatchObject({ code: 'camera_unreachable', details: { cause: 'internal' }, cause: { code: 'EEXIST' } });
});

test.each(['demo:collision', 'DEMO:collision', 'demo://collision/', 'demo:collision?x=1'])('%s is the collision scene', (url) => {
  expect(sceneOf(url)).toBe('collision');
});

test('every demo camera has a scene, and an id of its own', () => {
  expect(new Set(demoCameras.map(({ url }) => sceneOf(url))).size).toBe(demoCameras.length);
  expect(new Set(demoCameras.map(({ id }) => id)).size).toBe(demoCameras.length);
});
