import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FromInference, InferenceConfig, ToInference } from '../../../shared/inference/protocol.ts';
import type { InferenceHealth, ModelInfo } from '../../../shared/schemas/model.ts';
import type { Frame } from '../cameras/frame.ts';
import { InferenceClient } from './inference-client.ts';
import type { InferenceProcess } from './inference-process.ts';

/** A process as the client sees it; the test answers in its place. */
class FakeProcess implements InferenceProcess {
  readonly pid = 4242;
  readonly sent: ToInference[] = [];
  killed = false;
  #onMessage: (message: unknown) => void = () => undefined;
  #onExit: ((reason: string) => void)[] = [];
  send(message: ToInference): void {
    this.sent.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.#onExit.push(listener);
  }
  kill(): void {
    this.killed = true;
    this.exit('was ended by SIGKILL');
  }
  say(message: FromInference): void {
    this.#onMessage(message);
  }
  exit(reason = 'ended with code 1'): void {
    for (const listener of this.#onExit) listener(reason);
  }
  last<T extends ToInference['type']>(type: T): Extract<ToInference, { type: T }> {
    const found = this.sent.findLast((message): message is Extract<ToInference, { type: T }> => message.type === type);
    if (!found) throw new Error(`no ${type} was sent`);
    return found;
  }
  frames(): number[] {
    return this.sent.flatMap((message) => (message.type === 'frame' ? [message.seq] : []));
  }
  /** Comes up and accepts whatever is configured. */
  comeUp(model: ModelInfo | null = info('nano')): void {
    this.say({ type: 'ready', pid: this.pid });
    this.accept(model);
  }
  accept(model: ModelInfo | null): void {
    this.say({ type: 'configured', requestId: this.last('configure').requestId, result: { ok: true, value: model } });
  }
  refuse(reason: string): void {
    this.say({ type: 'configured', requestId: this.last('configure').requestId, result: { ok: false, reason } });
  }
  observe(seq: number): void {
    const observation = { cameraId: 'gate', seq, capturedAtMs: 1, width: 640, height: 360, tracks: [], motion: 0 };
    this.say({
      type: 'observation',
      observation: { ...observation, mode: 'detected', tookMs: { total: 1, network: 1 } },
      detectedAtMs: 2,
      incidents: [],
      vehiclesMoving: false,
    });
  }
}

const info = (name: string): ModelInfo => ({
  file: `/m/${name}.onnx`,
  name,
  layout: 'yolov8',
  input: { width: 416, height: 416, color: 'rgb', scale: '0..1', letterbox: 'centre', padding: 114 },
  classes: ['car'],
  maxBatch: 0,
  licence: null,
});
const config = (name: string, change: Partial<InferenceConfig> = {}): InferenceConfig => ({
  modelFile: `/m/${name}.onnx`,
  provider: 'auto',
  threads: 0,
  threshold: 0.3,
  thresholds: {},
  ...change,
});
const plan = { cameraId: 'gate', classes: null, accidents: true, thresholds: {} };
const frame = (seq: number): Frame => ({ cameraId: 'gate', seq, capturedAtMs: Date.now(), jpeg: Uint8Array.of(seq) });

let processes: FakeProcess[] = [];
let submitted: number[] = [];
let observed: number[] = [];
let healths: InferenceHealth[] = [];
let paceChanges: string[] = [];
let client: InferenceClient;

const current = (): FakeProcess => {
  const process = processes.at(-1);
  if (!process) throw new Error('no process was started');
  return process;
};

beforeEach(() => {
  vi.useFakeTimers();
  processes = [];
  submitted = [];
  observed = [];
  healths = [];
  paceChanges = [];
  client = new InferenceClient({
    start: () => {
      const process = new FakeProcess();
      processes.push(process);
      return process;
    },
    onSubmitted: ({ seq }) => submitted.push(seq),
    onObservation: ({ observation }) => observed.push(observation.seq),
    onHealth: (health) => healths.push(health),
    onPace: (cameraIds) => paceChanges.push(...cameraIds),
    log: { info: () => undefined, warn: () => undefined },
  });
});

afterEach(async () => {
  const closing = client.close();
  processes.at(-1)?.exit();
  await closing;
  vi.useRealTimers();
});

async function running(): Promise<FakeProcess> {
  client.start();
  client.setCamera(plan, { fps: 10, movingFps: 10 });
  const configured = client.configure(config('nano'));
  await vi.advanceTimersByTimeAsync(0);
  current().comeUp();
  await configured;
  return current();
}

test('frames go to the process once it is configured, one at a time, the latest next', async () => {
  client.offer(frame(1));
  const process = await running();
  expect(client.health.state).toBe('running');
  for (const seq of [2, 3, 4]) {
    client.offer(frame(seq));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(process.frames()).toEqual([2]);
  process.observe(2);
  expect(process.frames()).toEqual([2, 4]);
  expect([submitted, observed]).toEqual([[2, 4], [2]]);
  expect(client.health.droppedFrames).toBe(1);
});

test('a dropped frame frees the place and is counted', async () => {
  const process = await running();
  client.offer(frame(1));
  process.say({ type: 'dropped', cameraId: 'gate', seq: 1, reason: 'broken' });
  await vi.advanceTimersByTimeAsync(100);
  client.offer(frame(2));
  expect(process.frames()).toEqual([1, 2]);
  expect(client.health.droppedFrames).toBe(1);
});

test('a detector that answers too slowly for a camera is behind, and says so once; a new process begins with a clean slate', async () => {
  const process = await running();
  const health = { model: null, framesPerSecond: 2, networkMsP50: 400, provider: 'cpu', droppedFrames: 0, measuredMs: {} };
  for (let seq = 1; seq <= 60; seq += 1) {
    client.offer(frame(seq));
    if (seq % 5 === 1) process.observe(process.frames().at(-1) ?? 0);
    if (seq % 10 === 0) process.say({ type: 'health', health });
    await vi.advanceTimersByTimeAsync(100);
  }
  expect([client.isBehind('gate'), client.health.camerasBehind, paceChanges]).toEqual([true, 1, ['gate']]);
  process.exit();
  expect([client.isBehind('gate'), client.health.camerasBehind]).toEqual([false, 0]);
});

test('after a death it is started at once, configured as before, and given its cameras again', async () => {
  const first = await running();
  client.offer(frame(1));
  first.exit('was ended by SIGKILL');
  expect(client.health).toMatchObject({ state: 'restarting', restarts: 1, pid: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(processes).toHaveLength(2);
  client.offer(frame(2));
  current().comeUp();
  expect(current().last('configure').config).toMatchObject({ modelFile: '/m/nano.onnx', threshold: 0.3 });
  expect(current().last('camera').plan).toEqual(plan);
  expect(client.health).toMatchObject({ state: 'running', restarts: 1, pid: 4242 });
  await vi.advanceTimersByTimeAsync(200);
  client.offer(frame(3));
  expect(current().frames()).toEqual([3]);
});

test('a process that keeps dying is started ever more rarely', async () => {
  await running();
  for (let death = 0; death < 6; death++) {
    current().exit();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(processes).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(processes).toHaveLength(3);
  current().exit();
  await vi.advanceTimersByTimeAsync(1999);
  expect(processes).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(processes).toHaveLength(4);
});

test('a person who picks a model does not wait for the next restart', async () => {
  await running();
  for (let death = 0; death < 2; death++) {
    current().exit();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(processes).toHaveLength(2);
  const configured = client.configure(config('other'));
  await vi.advanceTimersByTimeAsync(0);
  expect(processes).toHaveLength(3);
  current().comeUp(info('other'));
  await expect(configured).resolves.toMatchObject({ name: 'other' });
  await vi.advanceTimersByTimeAsync(2000);
  expect(processes).toHaveLength(3);
});

test('a refused model is told with its reason and the one before stays in use', async () => {
  const process = await running();
  const refused = client.configure(config('broken'));
  await vi.advanceTimersByTimeAsync(0);
  process.refuse('broken.onnx: is empty');
  await expect(refused).rejects.toMatchObject({ code: 'model_refused', message: 'broken.onnx: is empty' });
  expect(client.health).toMatchObject({ state: 'running', problem: null, model: { name: 'nano' } });
  process.exit();
  await vi.advanceTimersByTimeAsync(0);
  current().say({ type: 'ready', pid: 1 });
  expect(current().last('configure').config.modelFile).toBe('/m/nano.onnx');
});

test('when the first model is refused the station watches motion and says why', async () => {
  client.start();
  client.setCamera(plan, { fps: 5, movingFps: 5 });
  const refused = client.configure(config('broken'));
  await vi.advanceTimersByTimeAsync(0);
  current().say({ type: 'ready', pid: 1 });
  current().refuse('broken.onnx: is empty');
  await expect(refused).rejects.toMatchObject({ code: 'model_refused' });
  expect(client.health).toMatchObject({ state: 'motion_only', problem: 'broken.onnx: is empty', model: null });
  client.offer(frame(1));
  expect(current().frames()).toEqual([1]);
});

test('a model that kills the process is refused and the one before is put back', async () => {
  const process = await running();
  const refused = client.configure(config('hostile'));
  await vi.advanceTimersByTimeAsync(0);
  process.exit('was ended by SIGSEGV');
  await expect(refused).rejects.toMatchObject({ code: 'model_refused' });
  await vi.advanceTimersByTimeAsync(0);
  current().comeUp();
  expect(current().last('configure').config.modelFile).toBe('/m/nano.onnx');
  expect(client.health.state).toBe('running');
});

test('a model that hangs while it is opened is ended after a minute and refused', async () => {
  const process = await running();
  const refused = expect(client.configure(config('endless'))).rejects.toMatchObject({ code: 'model_refused' });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(process.killed).toBe(false);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(process.killed).toBe(true);
  await refused;
});

test('a provider that kills the process is not tried again, and the model is opened without it', async () => {
  const process = await running();
  const configured = client.configure(config('nano2'));
  await vi.advanceTimersByTimeAsync(0);
  process.say({ type: 'trying', provider: 'webgpu' });
  process.exit('was ended by SIGSEGV');
  await vi.advanceTimersByTimeAsync(0);
  current().say({ type: 'ready', pid: 1 });
  expect(current().last('configure').config).toMatchObject({ modelFile: '/m/nano2.onnx', avoidProviders: ['webgpu'] });
  current().accept(info('nano2'));
  await expect(configured).resolves.toMatchObject({ name: 'nano2' });
});

test('a model in use that suddenly kills every new process is left out, so that the station goes on', async () => {
  const process = await running();
  process.exit();
  for (const waitMs of [0, 1000]) {
    await vi.advanceTimersByTimeAsync(waitMs);
    current().say({ type: 'ready', pid: 1 });
    expect(current().last('configure').config.modelFile).toBe('/m/nano.onnx');
    current().exit('was ended by SIGSEGV');
  }
  await vi.advanceTimersByTimeAsync(2000);
  current().say({ type: 'ready', pid: 1 });
  expect(current().last('configure').config.modelFile).toBeNull();
  current().accept(null);
  expect(client.health.state).toBe('motion_only');
  expect(client.health.problem).toMatch('dies of this model');
});

test('the provider found by measuring is used after a restart, without measuring again', async () => {
  const process = await running();
  const report = { model: info('nano'), framesPerSecond: 5, networkMsP50: 8, droppedFrames: 0 };
  process.say({ type: 'health', health: { ...report, provider: 'webgpu', measuredMs: { cpu: 20, webgpu: 5 } } });
  process.exit();
  await vi.advanceTimersByTimeAsync(0);
  current().say({ type: 'ready', pid: 1 });
  expect(current().last('configure').config.provider).toBe('webgpu');
  current().accept(info('nano'));
  current().say({ type: 'health', health: { ...report, provider: 'webgpu', measuredMs: { cpu: 21 } } });
  expect(client.health.measuredMs).toEqual({ cpu: 20, webgpu: 5 });
});

test('a silent process is ended and started again', async () => {
  const process = await running();
  await vi.advanceTimersByTimeAsync(7000);
  expect(process.killed).toBe(true);
  expect(processes).toHaveLength(2);
});

test('a frame that is never answered ends the process, though its health goes on', async () => {
  const process = await running();
  client.offer(frame(1));
  const health = { model: null, provider: 'cpu', framesPerSecond: 0, networkMsP50: null, droppedFrames: 0, measuredMs: {} };
  for (let second = 0; second < 12 && !process.killed; second++) {
    process.say({ type: 'health', health });
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(process.killed).toBe(true);
});

test('messages that make no sense are let go', async () => {
  const process = await running();
  process.say({ type: 'observation', nonsense: true } as unknown as FromInference);
  process.observe(77);
  expect(observed).toEqual([77]);
  expect(client.health.state).toBe('running');
});

test('inspecting answers with the description or the reason, and not at all while the process is away', async () => {
  await expect(client.inspect('/m/x.onnx')).rejects.toMatchObject({ code: 'unavailable' });
  const process = await running();
  const good = client.inspect('/m/x.onnx');
  process.say({ type: 'inspected', requestId: process.last('inspect').requestId, result: { ok: true, value: info('x') } });
  await expect(good).resolves.toMatchObject({ name: 'x' });
  const bad = client.inspect('/m/y.onnx');
  process.say({ type: 'inspected', requestId: process.last('inspect').requestId, result: { ok: false, reason: 'y.onnx: is empty' } });
  await expect(bad).rejects.toMatchObject({ code: 'model_refused', message: 'y.onnx: is empty' });
});

test('closing asks the process to stop, ends it when it does not, and rejects what waits', async () => {
  const process = await running();
  const waiting = expect(client.configure(config('late'))).rejects.toMatchObject({ code: 'unavailable' });
  await vi.advanceTimersByTimeAsync(0);
  const closing = client.close();
  expect(process.last('stop')).toEqual({ type: 'stop' });
  await waiting;
  await vi.advanceTimersByTimeAsync(2000);
  await closing;
  expect(process.killed).toBe(true);
  expect(client.health.state).toBe('stopped');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes).toHaveLength(1);
});

test('a forgotten camera is forgotten on both sides', async () => {
  const process = await running();
  client.forgetCamera('gate');
  expect(process.last('forget')).toEqual({ type: 'forget', cameraId: 'gate' });
  client.offer(frame(1));
  expect(process.frames()).toEqual([]);
});
