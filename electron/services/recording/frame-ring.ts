import type { Frame } from '../cameras/frame.ts';

const maxBytes = 64 << 20;

/** The latest JPEGs of one camera. Memory is bounded in time and bytes. */
export class FrameRing {
  /** How far back is kept, ms. */
  keepMs = 0;
  #frames: Frame[] = [];
  #bytes = 0;

  push(frame: Frame): void {
    this.#frames.push(frame);
    this.#bytes += frame.jpeg.length;
    while (this.#frames.length > 1 && this.#isTooMuch(frame.capturedAtMs)) this.#bytes -= this.#frames.shift()?.jpeg.length ?? 0;
  }

  /** Frames taken at or after `fromMs`, oldest first. */
  since(fromMs: number): Frame[] {
    return this.#frames.filter(({ capturedAtMs }) => capturedAtMs >= fromMs);
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
  }

  #isTooMuch(newestMs: number): boolean {
    const oldestMs = this.#frames[0]?.capturedAtMs ?? newestMs;
    // A clock that was set back would keep the old ones for ever.
    return this.#bytes > maxBytes || newestMs - oldestMs > this.keepMs || oldestMs > newestMs;
  }
}
