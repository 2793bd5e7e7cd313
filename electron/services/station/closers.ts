import type { Logger } from '../logging/logger.ts';

/** Things to end, last started first; one that fails does not keep the others. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];
  add<T>(value: T, close: (value: T) => unknown): T {
    this.#closers.push(() => close(value));
    return value;
  }
  async closeAll(log: Logger): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error }, 'something could not be closed');
      }
    }
  }
}
