import { setTimeout as sleep } from 'node:timers/promises';

/** Lets uploads have only so much of the line; those that run at once share it. */
export class Pace {
  readonly #bytesPerSecond: () => number | null;
  #freeAtMs = 0;

  /** @param bytesPerSecond asked anew for each piece; null = all there is */
  constructor(bytesPerSecond: () => number | null) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Small pieces on a slow line, so that it never goes quiet for as long as its other end waits; larger ones cost less. */
  get pieceBytes(): number {
    return this.#bytesPerSecond() === null ? 131_072 : 16_384;
  }

  /** Resolves when this much may be sent. @throws {Error} when the signal ends the wait. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const rate = this.#bytesPerSecond();
    if (rate === null) return;
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.#freeAtMs);
    this.#freeAtMs = startMs + (bytes / rate) * 1000;
    if (startMs > nowMs) await sleep(startMs - nowMs, undefined, { signal });
  }
}
