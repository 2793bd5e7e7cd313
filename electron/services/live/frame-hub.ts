import type { Frame } from '../cameras/frame.ts';

export type FrameListener = (frame: Frame) => void;

/**
 * Where frames meet those who want them. Two channels a camera: every frame, and the frames given to the detector. Listeners must
 * not block: whoever cannot keep up keeps the latest frame and drops the rest itself.
 */
export class FrameHub {
  readonly #every = new Map<string, Set<FrameListener>>();
  readonly #analysed = new Map<string, Set<FrameListener>>();
  readonly #latest = new Map<string, Frame>();

  /** A camera's new frame. */
  publish(frame: Frame): void {
    this.#latest.set(frame.cameraId, frame);
    for (const listener of this.#every.get(frame.cameraId) ?? []) listener(frame);
  }

  /** The same frame, at the moment it is handed to the inference process. */
  publishAnalysed(frame: Frame): void {
    for (const listener of this.#analysed.get(frame.cameraId) ?? []) listener(frame);
  }

  /** @returns a function that ends the subscription. */
  onFrame(cameraId: string, listener: FrameListener): () => void {
    return subscribe(this.#every, cameraId, listener);
  }

  /** @returns a function that ends the subscription. */
  onAnalysedFrame(cameraId: string, listener: FrameListener): () => void {
    return subscribe(this.#analysed, cameraId, listener);
  }

  latest(cameraId: string): Frame | null {
    return this.#latest.get(cameraId) ?? null;
  }

  /** Drops what is kept of a removed camera. */
  forget(cameraId: string): void {
    this.#latest.delete(cameraId);
  }
}

function subscribe(channel: Map<string, Set<FrameListener>>, cameraId: string, listener: FrameListener): () => void {
  const listeners = channel.get(cameraId) ?? new Set();
  channel.set(cameraId, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) channel.delete(cameraId);
  };
}
