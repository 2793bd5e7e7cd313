import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type FromInference, fromInferenceSchema } from '../../shared/inference/protocol.ts';
import { testDetector } from '../test-support/constant-detector.ts';
import type { HostPort } from './host-port.ts';
import { InferenceHost } from './inference-host.ts';

let folder = '';
let modelFile = '';
let jpeg: Buffer;
let sent: FromInference[] = [];
let receive: (message: unknown) => void = () => undefined;
let stopped = 0;
let host: InferenceHost;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-'));
  modelFile = join(folder, 'model.onnx');
  await writeFile(modelFile, testDetector([{ x: 8, y: 8, width: 16, height: 16, score: 0.9, classIndex: 0 }]));
  jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777777' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  sent = [];
  stopped = 0;
  const port: HostPort = {
    // What leaves the process must be what the station accepts.
    send: async (message) => void sent.push(fromInferenceSchema.parse(message)),
    onMessage: (listener) => {
      receive = listener;
    },
    onClose: () => undefined,
  };
  const createRecogniser = () => ({
    update: () => [{ kind: 'accident' as const, confidence: 0.9, boxes: [], evidence: [] }],
  });
  host = new InferenceHost(port, createRecogniser, () => stopped++);
  host.start();
});
afterEach(() => host.close());

const of = <T extends FromInference['type']>(type: T) =>
  sent.filter((message): message is Extract<FromInference, { type: T }> => message.type === type);
const config = (file: string | null) => ({ modelFile: file, provider: 'cpu', threads: 1, threshold: 0.35, thresholds: {} });
const camera = (change = {}) => ({ type: 'camera', plan: { cameraId: 'gate', classes: null, accidents: true, thresholds: {}, ...change } });
const frame = (seq: number) => ({ type: 'frame', cameraId: 'gate', seq, capturedAtMs: 1_700_000_000_000 + seq, jpeg });

/** Patient: the first model of a process on a busy machine takes seconds. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 5 });

async function configured(): Promise<void> {
  receive({ type: 'configure', requestId: 1, config: config(modelFile) });
  await until(() => expect(of('configured')).toHaveLength(1));
  receive(camera());
}

test('it says that it is ready, first of all', () => {
  expect(sent[0]).toEqual({ type: 'ready', pid: process.pid });
});

test('a frame is answered with its tracks and the incidents of that very frame', async () => {
  await configured();
  receive(frame(1));
  await until(() => expect(of('observation')).toHaveLength(1));
  expect(of('observation')[0]).toMatchObject({
    observation: { cameraId: 'gate', seq: 1, mode: 'detected', tracks: [{ label: 'car' }] },
    incidents: [{ kind: 'accident', confidence: 0.9 }],
  });
});

test('every frame is answered once, also when they come faster than they are analysed', async () => {
  await configured();
  for (const seq of [1, 2, 3, 4]) receive(frame(seq));
  await until(() => expect(of('observation').length + of('dropped').length).toBe(4));
  expect(of('observation').map(({ observation }) => observation.seq)).toEqual([1, 4]);
  expect(of('dropped').map(({ seq, reason }) => [seq, reason])).toEqual([
    [2, 'a newer frame came'],
    [3, 'a newer frame came'],
  ]);
});

test('a frame of a camera that is not known, or is forgotten, is dropped with the reason', async () => {
  receive(frame(1));
  await until(() => expect(of('dropped')).toHaveLength(1));
  receive(camera());
  receive({ type: 'forget', cameraId: 'gate' });
  receive(frame(2));
  await until(() => expect(of('dropped')).toHaveLength(2));
  expect(of('dropped').map(({ reason }) => reason)).toEqual(['the camera is unknown', 'the camera is unknown']);
});

test('messages that make no sense are let go', async () => {
  for (const nonsense of [null, 7, 'frame', {}, { type: 'frame' }, { ...frame(1), jpeg: 'text' }, { type: 'launch' }]) receive(nonsense);
  await configured();
  receive(frame(1));
  await until(() => expect(of('observation')).toHaveLength(1));
});

test('changed thresholds need no new model, and take effect', async () => {
  await configured();
  receive({ type: 'configure', requestId: 2, config: { ...config(modelFile), threshold: 0.95 } });
  await until(() => expect(of('configured')).toHaveLength(2));
  receive(frame(1));
  await until(() => expect(of('observation')[0]?.observation.tracks).toEqual([]));
});

test('a model file that was replaced on the disk is opened anew', async () => {
  const file = join(folder, 'replaced.onnx');
  await writeFile(file, testDetector([{ x: 8, y: 8, width: 16, height: 16, score: 0.9, classIndex: 0 }]));
  receive({ type: 'configure', requestId: 1, config: config(file) });
  await until(() => expect(of('configured')).toHaveLength(1));
  await writeFile(file, 'broken now');
  receive({ type: 'configure', requestId: 2, config: config(file) });
  await until(() => expect(of('configured')).toHaveLength(2));
  expect(of('configured').map(({ result }) => result.ok)).toEqual([true, false]);
});

test('inspecting describes a model and changes nothing', async () => {
  receive({ type: 'inspect', requestId: 5, modelFile });
  receive({ type: 'inspect', requestId: 6, modelFile: join(folder, 'none.onnx') });
  await until(() => expect(of('inspected')).toHaveLength(2));
  expect(of('inspected')).toMatchObject([
    { requestId: 5, result: { ok: true, value: { layout: 'yolov8', classes: ['car', 'person'] } } },
    { requestId: 6, result: { ok: false, reason: 'none.onnx: there is no such file' } },
  ]);
  receive(camera());
  receive(frame(1));
  await until(() => expect(of('observation')[0]?.observation.mode).toBe('motion_only'));
});

test('health comes every second with what is in use', async () => {
  await configured();
  receive(frame(1));
  await until(() => expect(of('health').some(({ health }) => health.framesPerSecond > 0)).toBe(true));
  expect(of('health').at(-1)?.health).toMatchObject({
    provider: 'cpu',
    model: { name: 'model' },
    networkMsP50: expect.any(Number),
    droppedFrames: 0,
  });
});

test('asked to stop, it says so to its program', () => {
  receive({ type: 'stop' });
  expect(stopped).toBe(1);
});
