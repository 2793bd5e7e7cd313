/**
 * Thins frames out to a rate without timers. Allows for jitter: a camera at just the rate asked for loses nothing because one of its
 * frames came a little early.
 */
export class FramePacer {
  readonly #intervalMs: number;
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(maxFps: number) {
    this.#intervalMs = 1000 / maxFps;
  }

  /** @returns true when a frame may go now; it is then counted as gone. */
  take(nowMs: number): boolean {
    if (nowMs < this.#dueMs - this.#intervalMs / 4) return false;
    const isLate = nowMs - this.#dueMs > this.#intervalMs;
    this.#dueMs = (isLate ? nowMs : this.#dueMs) + this.#intervalMs;
    return true;
  }
}
