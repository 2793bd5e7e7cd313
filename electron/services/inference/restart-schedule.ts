const firstWaitMs = 1000;
const longestWaitMs = 30_000;
/** A process that lived this long starts with a clean slate. */
const provenMs = 60_000;

/** When to start the process again: at once after the first death, then ever later while it keeps dying. */
export class RestartSchedule {
  #deaths = 0;

  /** @returns milliseconds to wait. */
  next(livedMs: number): number {
    if (livedMs >= provenMs) this.#deaths = 0;
    const waitMs = this.#deaths === 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#deaths - 1));
    this.#deaths++;
    return waitMs;
  }
}
