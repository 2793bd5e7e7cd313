import { type DoublingDelay, doublingDelayMs, jittered } from '../doubling-delay.ts';

/** Waits between connection attempts. */
export type BackOffSettings = DoublingDelay;

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
    this.#failures += 1;
    return doublingDelayMs(this.#failures, this.#settings, this.#random);
  }

  /** The longest wait, for failures that trying again soon makes worse: cameras lock accounts after a few wrong passwords. */
  longest(): number {
    this.#failures += 1;
    return jittered(this.#settings.maxMs, this.#random);
  }

  reset(): void {
    this.#failures = 0;
  }
}
