import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RecognitionFrame } from '../behaviour/recogniser-port.ts';
import { testDetector } from '../test-support/constant-detector.ts';
import { type Analyser, createAnalyser } from './analyser.ts';
import type { Analysis } from './camera-analysis.ts';

const startMs = 1_700_000_000_000;
const plan = { cameraId: 'gate', classes: null, accidents: true, thresholds: {} };
let folder = '';
let model = '';
let analyser: Analyser;
let recognised: RecognitionFrame[] = [];
let seq = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analysis-'));
  model = join(folder, 'model.onnx');
  const car = { x: 8, y: 16, width: 16, height: 16, score: 0.9, classIndex: 0 };
  const person = { x: 40, y: 16, width: 8, height: 24, score: 0.4, classIndex: 1 };
  await writeFile(model, testDetector([car, person]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  recognised = [];
  seq = 0;
  const createRecogniser = () => ({
    update: (frame: RecognitionFrame) => {
      recognised.push(frame);
      return [];
    },
  });
  analyser = await createAnalyser({ model, threads: 1, createRecogniser });
  analyser.setCamera(plan);
});
afterEach(() => analyser.close());

/** A picture that is plain, or has a bright square somewhere. */
function picture(square: number | null): Promise<Buffer> {
  const base = sharp({ create: { width: 320, height: 320, channels: 3, background: '#505860' } });
  const input = { create: { width: 40, height: 40, channels: 3, background: '#f0f0f0' } } as const;
  return (square === null ? base : base.composite([{ input, left: square, top: 100 }])).jpeg().toBuffer();
}

async function analyse(jpeg: Uint8Array, atMs: number, cameraId = 'gate'): Promise<Analysis> {
  return analyser.analyse({ cameraId, seq: ++seq, capturedAtMs: startMs + atMs, jpeg });
}

const labels = ({ observation }: Analysis) => observation.tracks.map(({ label }) => label);

describe('the motion gate', () => {
  test('nothing moves: the network rests, the last tracks stay, and it looks again after five seconds, then more rarely', async () => {
    const still = await picture(null);
    const modes: string[] = [];
    for (let atMs = 0; atMs <= 60_000; atMs += 200) {
      const analysis = await analyse(still, atMs);
      modes.push(analysis.observation.mode);
      expect(labels(analysis)).toEqual(['car', 'person']);
    }
    // Three seconds until both are known to stand, then looks 5, 7.5, 11.25 and every 15 seconds after the one before.
    expect(modes.slice(0, 15)).toEqual(new Array(15).fill('detected'));
    const looks = modes.flatMap((mode, frame) => (mode === 'detected' && frame > 20 ? [frame / 5] : []));
    const gaps = looks.map((second, index) => second - (looks[index - 1] ?? 3));
    expect(gaps.map(Math.round)).toEqual([5, 8, 11, 15, 15]);
  });

  test('something moves: the network runs', async () => {
    const still = await picture(null);
    for (let atMs = 0; atMs <= 4000; atMs += 200) await analyse(still, atMs);
    expect((await analyse(still, 4200)).observation.mode).toBe('skipped');
    const moved = await analyse(await picture(60), 4400);
    expect(moved.observation.mode).toBe('detected');
    expect(moved.observation.motion).toBeGreaterThan(0);
  });

  test('time passes for the recogniser on skipped frames too', async () => {
    const still = await picture(null);
    for (let atMs = 0; atMs <= 5000; atMs += 200) await analyse(still, atMs);
    expect(recognised).toHaveLength(26);
    expect(recognised.at(-1)).toMatchObject({ mode: 'skipped', detections: [] });
    expect(recognised.at(-1)?.tracks.map(({ state, detectedNow }) => [state, detectedNow])).toEqual([
      ['stationary', false],
      ['stationary', false],
    ]);
  });
});

describe('classes and thresholds', () => {
  test('a camera shows only its classes, but the recogniser sees vehicles and people', async () => {
    analyser.setCamera({ ...plan, classes: ['person'] });
    const analysis = await analyse(await picture(null), 0);
    expect(labels(analysis)).toEqual(['person']);
    expect(recognised[0]?.tracks.map(({ label }) => label)).toEqual(['car', 'person']);
  });

  test('without accident recognition nothing else is followed and nobody is asked', async () => {
    analyser.setCamera({ ...plan, classes: ['person'], accidents: false });
    const analysis = await analyse(await picture(null), 0);
    expect(analysis.observation.tracks.map(({ id, label }) => [id, label])).toEqual([[1, 'person']]);
    expect(recognised).toEqual([]);
  });

  test.each([
    [{}, {}, ['car', 'person']],
    [{ person: 0.5 }, {}, ['car']],
    [{ person: 0.5 }, { person: 0.3 }, ['car', 'person']],
    [{}, { car: 0.95 }, ['person']],
  ])("station's %j and camera's %j thresholds: %j", async (station, camera, expected) => {
    analyser.thresholds = { threshold: 0.35, thresholds: station };
    analyser.setCamera({ ...plan, thresholds: camera });
    expect(labels(await analyse(await picture(null), 0))).toEqual(expected);
  });
});

describe('what cameras send', () => {
  test.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('GET / HTTP/1.1')],
    ['an empty JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)],
  ])('%s is refused and the next picture is analysed', async (_name, bytes) => {
    await expect(analyse(bytes, 0)).rejects.toThrow();
    expect((await analyse(await picture(null), 200)).observation.mode).toBe('detected');
  });

  test('a JPEG that ends in the middle is refused', async () => {
    const jpeg = await picture(80);
    await expect(analyse(jpeg.subarray(0, jpeg.length * 0.6), 0)).rejects.toThrow();
  });

  test('an unknown camera is refused', async () => {
    await expect(analyse(await picture(null), 0, 'nobody')).rejects.toThrow('the camera is unknown');
  });

  test('another picture size, or a clock set back, starts the camera anew with new numbers', async () => {
    expect((await analyse(await picture(null), 60_000)).observation.tracks[0]?.id).toBe(1);
    const small = await sharp(await picture(null))
      .resize(160, 160)
      .jpeg()
      .toBuffer();
    const resized = await analyse(small, 60_200);
    expect(resized.observation).toMatchObject({ width: 160, height: 160, mode: 'detected' });
    expect(resized.observation.tracks[0]).toMatchObject({ id: 3, bbox: [20, 40, 40, 40] });
    expect((await analyse(small, 0)).observation).toMatchObject({ mode: 'detected', tracks: [{ id: 5 }, { id: 6 }] });
  });
});

test('a clock that is corrected by a little changes nothing', async () => {
  const still = await picture(null);
  await analyse(still, 1000);
  const { observation } = await analyse(still, 700);
  expect(observation.tracks.map(({ id }) => id)).toEqual([1, 2]);
  expect(recognised.map(({ capturedAtMs }) => capturedAtMs - startMs)).toEqual([1000, 1000]);
});

test('many cameras share the network and each gets its own result', async () => {
  const cameras = Array.from({ length: 12 }, (_, index) => `camera-${index}`);
  for (const cameraId of cameras) analyser.setCamera({ ...plan, cameraId });
  const results = await Promise.all(
    cameras.map(async (cameraId, index) => {
      const jpeg = await sharp(await picture(null))
        .resize(320 + index * 32, 320 + index * 32)
        .jpeg()
        .toBuffer();
      return analyse(jpeg, 0, cameraId);
    }),
  );
  results.forEach(({ observation }, index) => {
    const side = 320 + index * 32;
    expect(observation).toMatchObject({ cameraId: `camera-${index}`, width: side });
    const [x, y, width, height] = observation.tracks[0]?.bbox ?? [];
    expect([x, y, width, height].map((value) => Math.round(((value ?? 0) / side) * 64))).toEqual([8, 16, 16, 16]);
  });
});

test('without a model only motion is watched', async () => {
  await analyser.use(null);
  const analysis = await analyse(await picture(null), 0);
  expect(analysis.observation).toMatchObject({ mode: 'motion_only', tracks: [] });
  expect((await analyse(await picture(50), 200)).observation.motion).toBeGreaterThan(0);
});
