export const hangLimits = {
  /** From the start to `ready`. */
  startMs: 20_000,
  /** Opening and measuring a model blocks the process; a large one on a slow machine takes its time. */
  openingMs: 60_000,
  /** Health comes every second. */
  silenceMs: 5_000,
  frameMs: 10_000,
  checkEveryMs: 1_000,
};

export interface WatchedState {
  readonly phase: 'starting' | 'opening' | 'ready';
  /** Age of the oldest request that waits for its answer. */
  readonly requestMs: number;
  /** Age of the oldest frame that waits for its answer. */
  readonly frameMs: number;
}

/** Tells a process that hangs from one that works. */
export class HangWatch {
  #startedAtMs: number;
  #heardAtMs: number;
  #checkedAtMs: number;

  constructor(nowMs: number) {
    this.#startedAtMs = nowMs;
    this.#heardAtMs = nowMs;
    this.#checkedAtMs = nowMs;
  }

  heard(nowMs: number): void {
    this.#heardAtMs = nowMs;
  }

  /** @returns why the process must be ended, or null. */
  verdict(nowMs: number, { phase, requestMs, frameMs }: WatchedState): string | null {
    // The machine slept, or the station itself was held up: the process had no chance to answer either.
    if (nowMs - this.#checkedAtMs > 3 * hangLimits.checkEveryMs) {
      this.#heardAtMs = nowMs;
      if (phase === 'starting') this.#startedAtMs = nowMs;
    }
    this.#checkedAtMs = nowMs;
    if (phase === 'starting') return nowMs - this.#startedAtMs > hangLimits.startMs ? 'it did not come up' : null;
    if (requestMs > 0) return requestMs > hangLimits.openingMs ? 'it took too long to open the model' : null;
    if (nowMs - this.#heardAtMs > hangLimits.silenceMs) return 'it fell silent';
    return frameMs > hangLimits.frameMs ? 'a frame was not answered' : null;
  }
}
