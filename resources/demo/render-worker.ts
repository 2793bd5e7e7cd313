import { type FileHandle, open } from 'node:fs/promises';
import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { CLIP_FPS, type RenderOrder, type RenderReport, renderOrderSchema } from './clip-format.ts';
import { encodeFrame } from './encode.ts';
import { scenes } from './scenes/index.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, Stage } from './scenes/stage.ts';

/** Draws demo scenes into files, in a thread of its own: several at once, always the one that has fewest pictures so far. */

/** Pictures of one scene in a row before another scene gets its turn. */
const TURN = 10;

interface Job {
  readonly order: RenderOrder;
  readonly stage: Stage;
  readonly file: FileHandle;
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
    const order = waiting.shift();
    if (order) await attempt(order, async () => void jobs.push(await openJob(order)));
    const job = jobs.toSorted((a, b) => a.done - b.done)[0];
    if (job) await attempt(job.order, () => turn(job));
    // Let orders that came meanwhile in.
    await new Promise((resolve) => setImmediate(resolve));
  }
  busy = false;
}

async function attempt(order: RenderOrder, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const job = jobs.findIndex((other) => other.order === order);
    if (job >= 0) await jobs.splice(job, 1)[0]?.file.close();
    tell({ type: 'failed', scene: order.scene, reason: error instanceof Error ? error.message : String(error) });
  }
}

async function openJob(order: RenderOrder): Promise<Job> {
  const file = await open(order.file, 'w');
  const stage = new Stage(scenes[order.scene]);
  const frames = Math.round(stage.seconds * CLIP_FPS);
  tell({ type: 'opened', scene: order.scene, frames, width: FRAME_WIDTH, height: FRAME_HEIGHT });
  return { order, stage, file, frames, done: 0 };
}

async function turn(job: Job): Promise<void> {
  const end = Math.min(job.frames, job.done + TURN);
  while (job.done < end) {
    const jpeg = await encodeFrame(job.stage.pictureAt(job.done / CLIP_FPS));
    await job.file.writeFile(jpeg);
    tell({ type: 'frame', scene: job.order.scene, index: job.done, length: jpeg.length });
    job.done++;
  }
  if (job.done < job.frames) return;
  jobs.splice(jobs.indexOf(job), 1);
  await job.file.close();
  tell({ type: 'done', scene: job.order.scene });
}
