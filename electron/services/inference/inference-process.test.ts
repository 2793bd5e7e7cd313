import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { testDetector } from '../../../inference/test-support/constant-detector.ts';
import type { InferenceConfig } from '../../../shared/inference/protocol.ts';
import { forkInferenceProcess } from './fork-inference-process.ts';
import { InferenceClient, type ObservationMessage } from './inference-client.ts';

/** The real program in a real process, with a real (tiny) model. */
let folder = '';
let modelFile = '';
let jpeg: Uint8Array;
let client: InferenceClient;
let observations: ObservationMessage[] = [];
let dropped: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inference-'));
  modelFile = join(folder, 'two-boxes.onnx');
  await writeFile(
    modelFile,
    testDetector([
      { x: 8, y: 16, width: 16, height: 16, score: 0.9, classIndex: 0 },
      { x: 40, y: 16, width: 8, height: 24, score: 0.6, classIndex: 1 },
    ]),
  );
  jpeg = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#345678' } })
    .jpeg()
    .toBuffer();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  observations = [];
  dropped = [];
  client = new InferenceClient({
    start: forkInferenceProcess,
    onSubmitted: () => undefined,
    onObservation: (message) => observations.push(message),
    onHealth: () => undefined,
    onDropped: (_cameraId, _seq, reason) => dropped.push(reason),
    log: { info: () => undefined, warn: () => undefined },
  });
  client.start();
  client.setCamera({ cameraId: 'gate', classes: null, accidents: true, thresholds: { person: 0.5 } }, { fps: 30, movingFps: 30 });
});

afterEach(() => client.close());

const config = (file: string | null): InferenceConfig => ({ modelFile: file, provider: 'cpu', threads: 1, threshold: 0.8, thresholds: {} });
const offer = (seq: number, bytes = jpeg) => client.offer({ cameraId: 'gate', seq, capturedAtMs: Date.now(), jpeg: bytes });

test('a frame in, an observation out, with boxes in source pixels', async () => {
  const info = await client.configure(config(modelFile));
  expect(info).toMatchObject({ layout: 'yolov8', classes: ['car', 'person'], maxBatch: 0 });
  offer(1);
  await vi.waitFor(() => expect(observations).toHaveLength(1), 20_000);
  const { observation, detectedAtMs } = observations[0] as ObservationMessage;
  expect(observation).toMatchObject({ cameraId: 'gate', seq: 1, width: 640, height: 640, mode: 'detected' });
  expect(observation.tracks.map(({ label, bbox }) => ({ label, bbox }))).toEqual([
    { label: 'car', bbox: [80, 160, 160, 160] },
    { label: 'person', bbox: [400, 160, 80, 240] },
  ]);
  expect(detectedAtMs).toBeGreaterThanOrEqual(observation.capturedAtMs);
});

test('without a model it watches motion only', async () => {
  await expect(client.configure(config(null))).resolves.toBeNull();
  expect(client.health.state).toBe('motion_only');
  offer(1);
  await vi.waitFor(() => expect(observations[0]?.observation.mode).toBe('motion_only'), 20_000);
});

test('broken pictures are dropped with the reason and the next one is analysed', async () => {
  await client.configure(config(modelFile));
  offer(1, Buffer.from('this is no picture'));
  await vi.waitFor(() => expect(dropped).toEqual(['the picture is no JPEG']), 20_000);
  offer(2);
  await vi.waitFor(() => expect(observations.map(({ observation }) => observation.seq)).toEqual([2]), 20_000);
});

test('a refused model leaves the one before at work', async () => {
  await client.configure(config(modelFile));
  const broken = join(folder, 'broken.onnx');
  await writeFile(broken, 'no model at all');
  await expect(client.configure(config(broken))).rejects.toMatchObject({
    code: 'model_refused',
    message: expect.stringContaining('broken.onnx'),
  });
  offer(1);
  await vi.waitFor(() => expect(observations[0]?.observation.tracks).toHaveLength(2), 20_000);
});

test('killed with SIGKILL it is back within three seconds and goes on', async () => {
  await client.configure(config(modelFile));
  const { pid } = client.health;
  process.kill(pid as number, 'SIGKILL');
  const killedAt = performance.now();
  await vi.waitFor(() => expect(client.health.state).toBe('restarting'), { timeout: 20_000, interval: 2 });
  await vi.waitFor(() => expect(client.health.state).toBe('running'), { timeout: 20_000, interval: 5 });
  // Three seconds on a machine that has a core to spare; where many programs want each core, everything takes that much longer.
  const waitingForCore = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
  expect(performance.now() - killedAt).toBeLessThan(3000 * waitingForCore);
  expect(client.health.pid).not.toBe(pid);
  expect(client.health.restarts).toBe(1);
  offer(1);
  await vi.waitFor(() => expect(observations[0]?.observation.tracks).toHaveLength(2), 20_000);
});

test('a process that stands still is ended and replaced', { timeout: 30_000 }, async () => {
  await client.configure(config(modelFile));
  const { pid } = client.health;
  process.kill(pid as number, 'SIGSTOP');
  await vi.waitFor(() => expect(client.health).toMatchObject({ state: 'running', restarts: 1 }), { timeout: 20_000, interval: 50 });
  expect(() => process.kill(pid as number, 0)).toThrow();
});

test('it ends with the station', async () => {
  await client.configure(config(modelFile));
  const { pid } = client.health;
  await client.close();
  expect(() => process.kill(pid as number, 0)).toThrow();
});
