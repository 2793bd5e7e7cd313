import { forkInferenceProcess } from '../electron/services/inference/fork-inference-process.ts';
import { InferenceClient } from '../electron/services/inference/inference-client.ts';
import { type OpenModel, openModel } from '../inference/model/open-model.ts';
import { readBrightness } from '../inference/motion/brightness-reader.ts';
import { letterbox } from '../inference/pipeline/letterbox.ts';
import { decodeColour } from '../inference/pipeline/picture-decoder.ts';
import type { ModelInput } from '../shared/schemas/model.ts';
import { atLeast, atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { cpuSeconds } from './measure/process-tree.ts';
import { movingPictures } from './scenes.ts';

const cameras = 4;
const rounds = 5;
const roundMs = 4000;

interface Rate {
  readonly framesPerSecond: number;
  /** Processor time of all threads for one frame, milliseconds. */
  readonly cpuMs: number;
}

/** What the pipeline adds to the network: as many frames as the process takes, against the same model in a bare loop. */
export const inferenceBench: Bench = {
  name: 'inference',
  about: `detection on ${cameras} cameras at once, messages and all, against a bare session.run loop of the same model and threads`,
  async run(context) {
    if (context.modelFile === null) return { rows: [], notes: ['no model here: nothing to measure'] };
    const pictures = await movingPictures(25);
    const model = await openModel(context.modelFile, { provider: 'cpu', threads: 0, avoid: [] });
    try {
      return await compare(context, model, pictures);
    } finally {
      await model.network.release();
    }
  },
};

async function compare(context: BenchContext, model: OpenModel, pictures: readonly Buffer[]): Promise<BenchResult> {
  const load = await startLoad(context.modelFile, pictures);
  const bare: Rate[] = [];
  const full: Rate[] = [];
  try {
    // Turn by turn, so that whatever else the machine does meanwhile falls on both.
    for (let round = 0; round < rounds; round++) {
      context.say(`round ${round + 1} of ${rounds}`);
      bare.push(await bareLoop(model));
      full.push(await load.measure());
    }
  } finally {
    await load.close();
  }
  const [bareFps, fullFps] = [bare, full].map((rates) => median(rates.map(({ framesPerSecond }) => framesPerSecond)));
  const [bareMs, fullMs] = [bare, full].map((rates) => median(rates.map(({ cpuMs }) => cpuMs)));
  const around = median(full.map(({ cpuMs }, round) => (cpuMs / (bare[round]?.cpuMs ?? Number.NaN) - 1) * 100));
  const ratio = median(full.map(({ framesPerSecond }, round) => framesPerSecond / (bare[round]?.framesPerSecond ?? Number.NaN)));
  const against = { name: 'bare loop', value: bareMs ?? Number.NaN };
  const decode = await cpuOf(pictures, (jpeg) => decodeFor(jpeg, model.info.input));
  const gate = await cpuOf(pictures, async (jpeg) => readBrightness(jpeg));
  return {
    rows: [
      { metric: 'bare session.run loop', value: bareFps ?? Number.NaN, unit: 'frames/s' },
      { metric: `${cameras} cameras`, value: fullFps ?? Number.NaN, unit: 'frames/s' },
      { metric: 'throughput against the bare loop', value: ratio, unit: 'x', target: atLeast(ratio, 0.8) },
      { metric: 'processor time a frame, network alone', value: bareMs ?? Number.NaN, unit: 'ms' },
      { metric: 'processor time a frame, everything', value: fullMs ?? Number.NaN, unit: 'ms', against },
      { metric: 'everything around the network', value: around, unit: '% of its time', target: atMost(around, 25, '%') },
      { metric: 'of it: JPEG decoding and resizing', value: decode, unit: 'ms', against },
      { metric: 'of it: one look of the motion gate', value: gate, unit: 'ms', against },
    ],
    notes: [
      `${rounds} rounds of ${roundMs / 1000} s each in turn, medians; ratios are medians of the rounds' own ratios`,
      `640x360 frames of ${Math.round((pictures[0]?.length ?? 0) / 1024)} KB, something moving on every one`,
    ],
  };
}

async function bareLoop({ network, info, batch, outputName }: OpenModel): Promise<Rate> {
  const { width, height } = info.input;
  const data = new Float32Array(batch * 3 * width * height);
  let frames = 0;
  const before = process.cpuUsage();
  const startedAt = performance.now();
  while (performance.now() - startedAt < roundMs) {
    await network.run(data, [batch, 3, height, width], outputName);
    frames += batch;
  }
  const { user, system } = process.cpuUsage(before);
  return { framesPerSecond: (frames * 1000) / (performance.now() - startedAt), cpuMs: (user + system) / 1000 / frames };
}

/** The real process behind the real client, given a new frame of a camera as soon as the last is answered. */
async function startLoad(modelFile: string | null, pictures: readonly Buffer[]) {
  let answered = 0;
  let going = false;
  const seqs = new Map<string, number>();
  const offer = (cameraId: string) => {
    const seq = (seqs.get(cameraId) ?? 0) + 1;
    seqs.set(cameraId, seq);
    const jpeg = pictures[seq % pictures.length];
    // Time stamps of a camera at 5 fps, so that tracks live as they do there.
    if (jpeg && going) client.offer({ cameraId, seq, capturedAtMs: 1_700_000_000_000 + seq * 200, jpeg });
  };
  const client = new InferenceClient({
    start: forkInferenceProcess,
    onSubmitted: () => undefined,
    onHealth: () => undefined,
    onObservation: ({ observation }) => {
      if (observation.mode === 'detected') answered++;
      // After the client has freed the camera's place.
      setImmediate(() => offer(observation.cameraId));
    },
    log: { info: () => undefined, warn: (details, message) => console.error(message, details) },
  });
  client.start();
  const ids = Array.from({ length: cameras }, (_, index) => `camera-${index}`);
  for (const cameraId of ids) client.setCamera({ cameraId, classes: null, accidents: true, thresholds: {} }, 10_000);
  await client.configure({ modelFile, provider: 'cpu', threads: 0, threshold: 0.35, thresholds: {} });
  return {
    async measure(): Promise<Rate> {
      const pid = client.health.pid ?? 0;
      going = true;
      for (const cameraId of ids) offer(cameraId);
      await pause(500);
      const [cpuBefore, answeredBefore, startedAt] = [cpuSeconds(pid), answered, performance.now()];
      await pause(roundMs);
      const frames = answered - answeredBefore;
      const rate = {
        framesPerSecond: (frames * 1000) / (performance.now() - startedAt),
        cpuMs: ((cpuSeconds(pid) - cpuBefore) * 1000) / frames,
      };
      going = false;
      await pause(500);
      return rate;
    },
    close: () => client.close(),
  };
}

function decodeFor(jpeg: Uint8Array, input: ModelInput): Promise<unknown> {
  const place = letterbox(640, 360, input);
  return decodeColour(jpeg, place.width, place.height);
}

/** Processor milliseconds of one call, median over the pictures. */
async function cpuOf(pictures: readonly Buffer[], work: (jpeg: Buffer) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (const jpeg of [...pictures, ...pictures]) {
    const before = process.cpuUsage();
    await work(jpeg);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
