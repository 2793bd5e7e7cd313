import { closeSync, openSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { CLIP_FPS, type RenderOrder, type RenderReport, renderOrderSchema } from './clip-format.ts';
import { encodeFrame } from './encode.ts';
import { scenes } from './scenes/index.ts';
import type { SceneName } from './scenes/script.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, Stage } from './scenes/stage.ts';

/** Draws demo scenes into files, in a thread of its own: several at once, in turns. */

/** Pictures of one scene in a row before another scene gets its turn. */
const TURN = 10;
/** How many of the turns a scene gets: on a slow machine the accident shall not wait for the parked cars. */
const WEIGHT: Record<SceneName, number> = { collision: 8, 'rear-end': 2, traffic: 1, 'car-park': 1 };

interface Job {
  readonly order: RenderOrder;
  readonly stage: Stage;
  /** A plain descriptor: Node closes it when the thread is ended from outside. */
  readonly file: number;
  readonly frames: number;
  done: number;
}

const port = parentPort;
if (!port) throw new Error('the demo renderer runs as a worker thread');
// On Linux this lowers only the calling thread; elsewhere it would slow the whole station.
if (os.platform() === 'linux') os.setPriority(0, 5);
sharp.concurrency(1);

const waiting: RenderOrder[] = [];
const jobs: Job[] = [];
let busy = false;
port.on('message', (message: unknown) => {
  waiting.push(renderOrderSchema.parse(message));
  if (!busy) void work();
});

const tell = (report: RenderReport): void => port.postMessage(report);

async function work(): Promise<void> {
  busy = true;
  while (waiting.length > 0 || jobs.length > 0) {
    waiting.sort((a, b) => WEIGHT[b.scene] - WEIGHT[a.scene]);
    const order = waiting.shift();
    if (order) await attempt(order, () => openJob(order));
    const job = jobs.toSorted((a, b) => a.done / WEIGHT[a.order.scene] - b.done / WEIGHT[b.order.scene])[0];
    if (job) await attempt(job.order, () => turn(job));
    // Let orders that came meanwhile in.
    await new Promise((resolve) => setImmediate(resolve));
  }
  busy = false;
}

async function attempt(order: RenderOrder, act: () => void | Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const job = jobs.find((other) => other.order === order);
    if (job) endJob(job);
    tell({ type: 'failed', scene: order.scene, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Tells of the file before the scene is set up, which takes a while: whoever wants to see it can wait for its first picture. */
function openJob(order: RenderOrder): void {
  const file = openSync(order.file, 'w');
  const frames = Math.round(scenes[order.scene].seconds * CLIP_FPS);
  tell({ type: 'opened', scene: order.scene, frames, width: FRAME_WIDTH, height: FRAME_HEIGHT });
  jobs.push({ order, stage: new Stage(scenes[order.scene]), file, frames, done: 0 });
}

async function turn(job: Job): Promise<void> {
  const end = Math.min(job.frames, job.done + TURN);
  while (job.done < end) {
    const jpeg = await encodeFrame(job.stage.pictureAt(job.done / CLIP_FPS));
    writeFileSync(job.file, jpeg);
    tell({ type: 'frame', scene: job.order.scene, index: job.done, length: jpeg.length });
    job.done++;
  }
  if (job.done < job.frames) return;
  endJob(job);
  tell({ type: 'done', scene: job.order.scene });
}

function endJob(job: Job): void {
  jobs.splice(jobs.indexOf(job), 1);
  closeSync(job.file);
}
