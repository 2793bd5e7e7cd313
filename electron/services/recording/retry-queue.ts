/** Most notes kept while the database does not answer. */
const maxWaiting = 50_000;

/**
 * Writes notes to the database one after the other and keeps those that it did not take: the disk that is full for video is mostly the
 * database's too. Nothing waits for it.
 */
export class RetryQueue {
  readonly #onTrouble: (error: unknown) => void;
  #waiting: (() => Promise<unknown>)[] = [];
  #running: Promise<void> | null = null;
  #isInTrouble = false;

  /** @param onTrouble told once for each time that writing begins to fail */
  constructor(onTrouble: (error: unknown) => void) {
    this.#onTrouble = onTrouble;
  }

  add(write: () => Promise<unknown>): void {
    if (this.#waiting.length >= maxWaiting) this.#waiting.shift();
    this.#waiting.push(write);
    if (!this.#isInTrouble) void this.flush();
  }

  /** Tries what waits, up to the first failure. To be called every few seconds. */
  flush(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    // Nothing between the last look at what waits and the end: a note added in between would be forgotten until the next one.
    for (let write = this.#waiting[0]; write; write = this.#waiting[0]) {
      if (!(await this.#succeeds(write))) break;
      this.#waiting.shift();
    }
    this.#running = null;
  }

  async #succeeds(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      this.#isInTrouble = false;
      return true;
    } catch (error) {
      if (!this.#isInTrouble) this.#onTrouble(error);
      this.#isInTrouble = true;
      return false;
    }
  }
}
