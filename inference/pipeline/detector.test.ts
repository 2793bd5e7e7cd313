import sharp from 'sharp';
import { beforeAll, expect, test, vi } from 'vitest';
import { decoderFor } from '../detectors/output-decoders.ts';
import type { OpenModel } from '../model/open-model.ts';
import { yolov8Values } from '../test-support/constant-detector.ts';
import { Detector, liveDetection } from './detector.ts';

const decoded = vi.hoisted(() => ({ count: 0 }));
vi.mock('./picture-decoder.ts', async (original) => {
  const actual = await original<typeof import('./picture-decoder.ts')>();
  return {
    ...actual,
    decodeColour: async (...picture: Parameters<typeof actual.decodeColour>) => {
      const raw = await actual.decodeColour(...picture);
      decoded.count += 1;
      return raw;
    },
  };
});

let jpeg: Buffer;
beforeAll(async () => {
  jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777777' } })
    .jpeg()
    .toBuffer();
});

/** A model whose runs the test sees and holds up; its boxes lie at the mean of each picture. */
function heldModel(batch: number, maxBatch: number, hold: () => Promise<void> = async () => undefined) {
  const runs: number[] = [];
  const car = { x: 8, y: 8, width: 16, height: 16, score: 0.9, classIndex: 0 };
  const { shape, values } = yolov8Values(64, 1, [car]);
  let released = false;
  const model: OpenModel = {
    info: {
      file: '/m.onnx',
      name: 'm',
      layout: 'yolov8',
      input: { width: 64, height: 64, color: 'rgb', scale: '0..1', letterbox: 'centre', padding: 114 },
      classes: ['car'],
      maxBatch,
      licence: null,
    },
    decoder: decoderFor('yolov8'),
    network: {
      provider: 'cpu',
      run: async (_data, dims) => {
        runs.push(dims[0] ?? 0);
        await hold();
        const data = new Float32Array((dims[0] ?? 0) * values.length);
        for (let item = 0; item < (dims[0] ?? 0); item++) data.set(values, item * values.length);
        return { data, dims: [dims[0] ?? 0, ...shape] };
      },
      release: async () => {
        released = true;
      },
    },
    outputNames: ['output0'],
    batch,
    measuredMs: {},
    warning: null,
  };
  return { model, runs, isReleased: () => released };
}

test('pictures that wait share a run, as many as the model takes', async () => {
  decoded.count = 0;
  // The first run lasts until every other picture is decoded and waits.
  const { model, runs } = heldModel(4, 0, () =>
    vi.waitUntil(() => decoded.count === 9, { timeout: 20_000, interval: 1 }).then(() => undefined),
  );
  const detector = new Detector(model, liveDetection);
  const all = await Promise.all(Array.from({ length: 9 }, () => detector.detect(jpeg, 64, 64)));
  expect(all.every(({ boxes }) => boxes.length === 1)).toBe(true);
  expect(runs.reduce((sum, count) => sum + count, 0)).toBe(9);
  expect(Math.max(...runs)).toBe(4);
  await detector.close();
});

test('a model of a fixed batch always gets it, filled up or not', async () => {
  const { model, runs } = heldModel(3, 3);
  const detector = new Detector(model, liveDetection);
  const { boxes } = await detector.detect(jpeg, 64, 64);
  expect([runs, boxes.length]).toEqual([[3], 1]);
  await detector.close();
});

test('a failing run fails its pictures and the next one works', async () => {
  let failures = 1;
  const { model } = heldModel(1, 1, async () => {
    if (failures-- > 0) throw new Error('out of memory');
  });
  const detector = new Detector(model, liveDetection);
  await expect(detector.detect(jpeg, 64, 64)).rejects.toThrow('out of memory');
  expect((await detector.detect(jpeg, 64, 64)).boxes).toHaveLength(1);
  await detector.close();
});

test('a broken picture fails alone', async () => {
  const { model } = heldModel(4, 0);
  const detector = new Detector(model, liveDetection);
  const [broken, good] = await Promise.allSettled([detector.detect(Buffer.from('x'), 64, 64), detector.detect(jpeg, 64, 64)]);
  expect([broken.status, good.status]).toEqual(['rejected', 'fulfilled']);
  await detector.close();
});

test('closing lets the run end, refuses what waits and frees the network once', async () => {
  let finish: () => void = () => undefined;
  const { model, runs, isReleased } = heldModel(
    1,
    1,
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  const detector = new Detector(model, liveDetection);
  const first = detector.detect(jpeg, 64, 64);
  while (runs.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const waiting = Array.from({ length: 6 }, () => detector.detect(jpeg, 64, 64));
  const refused = Promise.allSettled(waiting);
  const closing = detector.close();
  expect(isReleased()).toBe(false);
  let closed = false;
  void closing.then(() => {
    closed = true;
  });
  while (!closed) {
    finish();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(isReleased()).toBe(true);
  expect((await first).boxes).toHaveLength(1);
  expect((await refused).map(({ status }) => status)).toEqual(new Array(6).fill('rejected'));
  expect(runs).toHaveLength(1);
  await expect(detector.detect(jpeg, 64, 64)).rejects.toThrow('the model was replaced');
});

test('pictures that waited too long are let go, so that results stay fresh', async () => {
  const { model } = heldModel(1, 1);
  const detector = new Detector(model, liveDetection);
  const now = performance.now.bind(performance);
  const outcomes = Promise.allSettled(Array.from({ length: 8 }, () => detector.detect(jpeg, 64, 64)));
  // Two are being decoded, six wait, and it takes 3.5 seconds.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 3500);
  const reasons = (await outcomes).map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'answered'));
  clock.mockRestore();
  expect(reasons).toEqual(['answered', 'answered', ...new Array(6).fill('Error: the detector is overloaded')]);
  expect((await detector.detect(jpeg, 64, 64)).boxes).toHaveLength(1);
  await detector.close();
});
