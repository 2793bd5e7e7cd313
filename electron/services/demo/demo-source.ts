import { setTimeout as sleep } from 'node:timers/promises';
import { sceneNameSchema } from '../../../resources/demo/clip-format.ts';
import type { SceneName } from '../../../resources/demo/scenes/script.ts';
import { AppError } from '../../../shared/errors.ts';
import { cameraFailure, type RunSource, type SourceContext } from '../cameras/source.ts';
import type { DemoClip } from './demo-clip.ts';
import { DemoClips, type DemoClipsOptions } from './demo-clips.ts';

/** The `demo:` protocol. */
export interface DemoSource {
  /** To be registered as `demo:`. Plays a scene from its start, in real time and over again. */
  readonly run: RunSource;
  /** Ends the drawing thread and lets go of the clips. */
  close(): Promise<void>;
}

/** Cameras that need no hardware and no network. The first start draws the scenes; pictures come while it does. */
export function createDemoSource(options: DemoClipsOptions): DemoSource {
  const clips = new DemoClips(options);
  return { run: (context) => play(clips, context), close: () => clips.close() };
}

async function play(clips: DemoClips, context: SourceContext): Promise<void> {
  const scene = sceneOf(context.url);
  try {
    const clip = await orAborted(clips.clip(scene), context.signal);
    context.onInfo({ codec: 'mjpeg', width: clip.width, height: clip.height });
    await playInTime(clip, context);
  } catch (error) {
    if (context.signal.aborted) return;
    if (error instanceof AppError) throw error;
    throw cameraFailure('internal', 'The demo scene could not be drawn or read.', { cause: error });
  }
}

/** @throws {AppError} `not_found` for a scene that does not exist. */
export function sceneOf(url: string): SceneName {
  const name = sceneNameSchema.safeParse(url.replace(/^demo:(\/\/)?/i, '').replace(/[/?#].*$/, ''));
  if (name.success) return name.data;
  throw cameraFailure('not_found', `There is no such demo scene. There are: ${sceneNameSchema.options.join(', ')}.`);
}

/** By the clock, not by the count: a late timer skips pictures, it does not slow the scene down. */
async function playInTime(clip: DemoClip, { signal, onFrame }: SourceContext): Promise<void> {
  const periodMs = 1000 / clip.fps;
  let startedMs = performance.now();
  let shown = -1;
  while (!signal.aborted) {
    let due = Math.max(shown + 1, Math.floor((performance.now() - startedMs) / periodMs));
    const index = due % clip.frames;
    if (index >= clip.ready) {
      // Still being drawn: the scene waits for the brush.
      due = shown + 1;
      onFrame(await clip.read(due % clip.frames, signal));
      startedMs = performance.now() - due * periodMs;
    } else onFrame(await clip.read(index, signal));
    shown = due;
    await sleep(Math.max(0, startedMs + (shown + 1) * periodMs - performance.now()), undefined, { signal });
  }
}

/** The opening goes on for other cameras of the scene; this one no longer waits for it. */
function orAborted<T>(opening: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
    if (signal.aborted) give();
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
