import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { forkInferenceProcess } from '../electron/services/inference/fork-inference-process.ts';
import type { InferenceProcess } from '../electron/services/inference/inference-process.ts';
import { threadCount } from '../inference/model/thread-count.ts';
import { fromInferenceSchema } from '../shared/inference/protocol.ts';
import { atLeast, atMost, type Bench } from './bench.ts';
import { cpuSeconds } from './measure/process-tree.ts';
import { percentile } from './measure/summary.ts';
import { movingPictures } from './scenes.ts';

const cameras = 4;
const rounds = 5;
const windowMs = 6000;

/** Pictures done in a window, and the processor time that took. */
interface Window {
  readonly perSecond: number;
  readonly cpuMsEach: number;
}

/** How much of the network's own speed is left when everything around it runs too. */
export const detectionBench: Bench = {
  name: 'detection',
  about: `the whole inference process on ${cameras} cameras that always have a picture ready, against a bare session.run loop`,
  async run({ modelFile, say }) {
    if (modelFile === null) return { rows: [], notes: ['no model here: nothing to measure'] };
    const threads = threadCount(0);
    const waiting = await openBare(modelFile, threads, false);
    const spinning = await openBare(modelFile, threads, true);
    const host = await openHost(modelFile, threads, await movingPictures(40));
    try {
      const pairs: { whole: Window; floor: Window }[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        say(`round ${round} of ${rounds}`);
        // Side by side in time, so that what else the machine does weighs on both.
        const floors = [await waiting(windowMs), await spinning(windowMs)];
        pairs.push({ floor: fastest(floors), whole: await host.window(windowMs) });
      }
      const middle = (of: (pair: (typeof pairs)[number]) => number) => percentile(pairs.map(of), 0.5);
      const floorRate = { name: 'bare session.run', value: middle(({ floor }) => floor.perSecond) };
      const floorCpu = { name: 'bare session.run', value: middle(({ floor }) => floor.cpuMsEach) };
      const rateRatio = middle(({ whole, floor }) => whole.perSecond / floor.perSecond);
      const around = middle(({ whole, floor }) => (whole.cpuMsEach / floor.cpuMsEach - 1) * 100);
      return {
        rows: [
          { metric: 'pictures', value: middle(({ whole }) => whole.perSecond), unit: 'a second', against: floorRate },
          { metric: 'share of the bare rate, median of rounds', value: rateRatio, unit: '', target: atLeast(rateRatio, 0.8) },
          { metric: 'processor time a picture', value: middle(({ whole }) => whole.cpuMsEach), unit: 'ms', against: floorCpu },
          { metric: 'processor time around the network', value: around, unit: "% of the network's", target: atMost(around, 25, '%') },
        ],
        notes: [
          `${threads} threads each, ${rounds} rounds of ${windowMs / 1000} s in turns; every picture opens the motion gate`,
          'the floor of a round is the faster of two loops: with threads that spin between runs (the default) and with threads that wait',
        ],
      };
    } finally {
      host.close();
    }
  },
};

/** The floor: nothing but the network on one fixed input. @param spin threads spin between runs, onnxruntime's default */
async function openBare(modelFile: string, threads: number, spin: boolean): Promise<(forMs: number) => Promise<Window>> {
  const session = await ort.InferenceSession.create(await readFile(modelFile), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: spin ? '1' : '0' } } },
  });
  const [input] = session.inputMetadata;
  if (!input?.isTensor) throw new Error('the graph has no tensor input');
  const dims = input.shape.map((side, index) => (typeof side === 'number' ? side : index === 0 ? 1 : 640));
  const data = new Float32Array(dims.reduce((product, side) => product * side, 1)).fill(0.4);
  const feeds = { [input.name]: new ort.Tensor('float32', data, dims) };
  for (let i = 0; i < 5; i += 1) await session.run(feeds);
  return async (forMs) => {
    const startMs = performance.now();
    const cpu = process.cpuUsage();
    let runs = 0;
    while (performance.now() - startMs < forMs) {
      await session.run(feeds);
      runs += 1;
    }
    const { user, system } = process.cpuUsage(cpu);
    return { perSecond: runs / ((performance.now() - startMs) / 1000), cpuMsEach: (user + system) / 1000 / runs };
  };
}

const fastest = (windows: readonly Window[]) => windows.reduce((best, one) => (one.perSecond > best.perSecond ? one : best));

interface Host {
  window(forMs: number): Promise<Window>;
  close(): void;
}

/** The inference process as the station starts it; a picture of every camera is always under way while a window is open. */
async function openHost(modelFile: string, threads: number, pictures: readonly Uint8Array[]): Promise<Host> {
  const child = forkInferenceProcess();
  await ready(child, modelFile, threads);
  const ids = Array.from({ length: cameras }, (_, index) => `bench${index}`);
  for (const cameraId of ids) child.send({ type: 'camera', plan: { cameraId, classes: null, accidents: true, thresholds: {} } });
  let open = false;
  let done = 0;
  let seq = 0;
  const next = (cameraId: string) => {
    seq += 1;
    const jpeg = pictures[Math.floor(seq / cameras) % pictures.length] ?? new Uint8Array();
    child.send({ type: 'frame', cameraId, seq, capturedAtMs: Date.now(), jpeg });
  };
  child.onMessage((raw) => {
    const message = fromInferenceSchema.parse(raw);
    if (message.type === 'dropped') throw new Error(`a picture was dropped: ${message.reason}`);
    if (message.type !== 'observation') return;
    if (message.observation.mode === 'detected') done += 1;
    if (open) next(message.observation.cameraId);
  });
  return {
    window: async (forMs) => {
      open = true;
      for (const id of ids) next(id);
      await later(500);
      const [startDone, startCpuS, startMs] = [done, cpuSeconds(child.pid ?? 0), performance.now()];
      await later(forMs);
      const count = done - startDone;
      const cpuMs = (cpuSeconds(child.pid ?? 0) - startCpuS) * 1000;
      const perSecond = count / ((performance.now() - startMs) / 1000);
      open = false;
      await later(500);
      return { perSecond, cpuMsEach: cpuMs / count };
    },
    close: () => child.kill(),
  };
}

/** @throws {Error} when the model is refused or the process ends. */
function ready(child: InferenceProcess, modelFile: string, threads: number): Promise<void> {
  return new Promise((resolve, reject) => {
    child.onExit((reason) => reject(new Error(`the inference process ended: ${reason}`)));
    child.onMessage((raw) => {
      const message = fromInferenceSchema.parse(raw);
      if (message.type === 'ready') {
        const config = { modelFile, provider: 'cpu' as const, threads, threshold: 0.35, thresholds: {} };
        child.send({ type: 'configure', requestId: 1, config });
      }
      if (message.type === 'configured') message.result.ok ? resolve() : reject(new Error(message.result.reason));
    });
  });
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
