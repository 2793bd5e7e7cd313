export interface HeartbeatOptions {
  /** Silence after which the station is asked, milliseconds. */
  readonly quietMs: number;
  /** How long the station may take to answer, milliseconds. */
  readonly answerMs: number;
  /** Resolves when the station answered. */
  readonly ask: () => Promise<unknown>;
  readonly onSilence: () => void;
}

/**
 * Notices a dead connection sooner than the transport does: a pulled cable closes no socket. With `quietMs` 1500 and `answerMs` 2000
 * a silent station is noticed within 5 s.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: ReturnType<typeof setInterval> | null = null;
  #lastSignMs = 0;
  #asking = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.sign();
    this.#timer = setInterval(() => void this.#look(), this.#options.quietMs / 4);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Something arrived from the station. */
  sign(): void {
    this.#lastSignMs = performance.now();
  }

  async #look(): Promise<void> {
    if (this.#asking || performance.now() - this.#lastSignMs < this.#options.quietMs) return;
    this.#asking = true;
    const answered = await this.#answered();
    this.#asking = false;
    if (!this.#timer) return;
    if (answered) this.sign();
    else this.#options.onSilence();
  }

  #answered(): Promise<boolean> {
    return new Promise((resolve) => {
      const giveUp = setTimeout(() => resolve(false), this.#options.answerMs);
      const settle = (answered: boolean) => {
        clearTimeout(giveUp);
        resolve(answered);
      };
      this.#options.ask().then(
        () => settle(true),
        () => settle(false),
      );
    });
  }
}
