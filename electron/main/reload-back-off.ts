/** Waits that grow while failures follow each other and start over after a quiet time. */
export class ReloadBackOff {
  readonly #nowMs: () => number;
  #failures = 0;
  #lastFailureMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** @returns milliseconds to wait before the next attempt: 0.5 s, doubled up to 30 s. */
  nextMs(): number {
    const nowMs = this.#nowMs();
    if (nowMs - this.#lastFailureMs > quietMs) this.#failures = 0;
    this.#lastFailureMs = nowMs;
    const waitMs = Math.min(firstMs * 2 ** this.#failures, longestMs);
    this.#failures += 1;
    return waitMs;
  }
}

const firstMs = 500;
const longestMs = 30_000;
const quietMs = 120_000;
