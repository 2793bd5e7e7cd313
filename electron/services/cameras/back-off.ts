/** Waits between connection attempts: doubled from `firstMs` up to `maxMs`, each shortened by up to half at random. */
export interface BackOffSettings {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Counts failures in a row and says how long to wait; the randomness keeps many cameras behind one switch from coming back at once. */
export class BackOff {
  readonly #settings: BackOffSettings;
  readonly #random: () => number;
  #failures = 0;

  /** @param random 0 (inclusive) to 1 (exclusive) */
  constructor(settings: BackOffSettings, random: () => number = Math.random) {
    this.#settings = settings;
    this.#random = random;
  }

  /** @returns milliseconds to wait after one more failure. */
  next(): number {
    const { firstMs, maxMs } = this.#settings;
    const full = Math.min(maxMs, firstMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 30);
    return this.#jittered(full);
  }

  /** The longest wait, for failures that trying again soon makes worse: cameras lock accounts after a few wrong passwords. */
  longest(): number {
    this.#failures = Math.min(this.#failures + 1, 30);
    return this.#jittered(this.#settings.maxMs);
  }

  reset(): void {
    this.#failures = 0;
  }

  #jittered(fullMs: number): number {
    return Math.round(fullMs * (0.5 + this.#random() / 2));
  }
}
