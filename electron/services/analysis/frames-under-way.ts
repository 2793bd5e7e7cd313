import type { Frame } from '../cameras/frame.ts';

/** Frames a camera may have under way: one at the detector and a margin for a process that died with one. */
const kept = 4;

/** Keeps each frame from the moment it is handed to the detector until its result: an alert's photo is the very frame that raised it. */
export class FramesUnderWay {
  readonly #frames = new Map<string, Frame[]>();

  add(frame: Frame): void {
    const frames = this.#frames.get(frame.cameraId) ?? [];
    frames.push(frame);
    if (frames.length > kept) frames.shift();
    this.#frames.set(frame.cameraId, frames);
  }

  /** Takes the frame out, with all older ones of the camera: their results will not come any more. */
  take(cameraId: string, seq: number): Frame | null {
    const frames = this.#frames.get(cameraId) ?? [];
    const found = frames.find((frame) => frame.seq === seq) ?? null;
    const newer = frames.filter((frame) => frame.seq > seq);
    if (newer.length > 0) this.#frames.set(cameraId, newer);
    else this.#frames.delete(cameraId);
    return found;
  }

  forget(cameraId: string): void {
    this.#frames.delete(cameraId);
  }
}
