/** What is needed to play a picture in time. */
export interface Timed {
  readonly capturedAtMs: number;
}

export interface PlayoutBufferOptions<T> {
  /** Frees a picture that is never shown. */
  readonly discard: (item: T) => void;
  /** Longest display delay, milliseconds. */
  readonly mostDelayMs?: number;
  /** Pictures held at most. */
  readonly capacity?: number;
}

/** Lags remembered: the delay follows the slowest of them. */
const lagsKept = 12;
const marginMs = 30;

/**
 * Holds pictures back for as long as observations take to come, so that each is shown when the boxes on either side of it are known.
 * Times of arrival are by this machine's clock, times of capture by the station's: only differences are compared.
 */
export class PlayoutBuffer<T extends Timed> {
  readonly #options: Required<PlayoutBufferOptions<T>>;
  #held: T[] = [];
  #lagsMs: number[] = [];
  /** Smallest arrival minus capture seen lately: the clocks' difference plus the shortest way. */
  #offsetMs: number | null = null;
  #lastObservedMs: number | null = null;

  constructor(options: PlayoutBufferOptions<T>) {
    this.#options = { mostDelayMs: 1_200, capacity: 30, ...options };
  }

  get length(): number {
    return this.#held.length;
  }

  get isFull(): boolean {
    return this.#held.length >= this.#options.capacity;
  }

  /** How long pictures are held back, milliseconds. */
  get delayMs(): number {
    if (this.#lagsMs.length === 0) return 0;
    return Math.min(this.#options.mostDelayMs, Math.max(...this.#lagsMs) + marginMs);
  }

  add(item: T, nowMs: number): void {
    const offset = nowMs - item.capturedAtMs;
    // The floor rises slowly, so that a clock that is set, or a route that got longer, does not hold pictures back for ever.
    this.#offsetMs = this.#offsetMs === null ? offset : Math.min(offset, this.#offsetMs + 0.5);
    if (Math.abs(offset - this.#offsetMs) > 10_000) this.#offsetMs = offset;
    this.#held.push(item);
    if (this.#held.length <= this.#options.capacity) return;
    const oldest = this.#held.shift();
    if (oldest) this.#options.discard(oldest);
  }

  /** An observation came: a picture taken just after the one before it had to wait until now. */
  observed(capturedAtMs: number, nowMs: number): void {
    const previous = this.#lastObservedMs;
    this.#lastObservedMs = capturedAtMs;
    if (previous === null || this.#offsetMs === null || capturedAtMs <= previous) return;
    this.#lagsMs = [...this.#lagsMs.slice(-(lagsKept - 1)), Math.max(0, nowMs - this.#offsetMs - previous)];
  }

  /** Analysis stopped: pictures are shown as they come. */
  forgetObservations(): void {
    this.#lagsMs = [];
    this.#lastObservedMs = null;
  }

  /** The newest picture whose time has come; older ones are discarded. */
  due(nowMs: number): T | null {
    const until = nowMs - (this.#offsetMs ?? 0) - this.delayMs;
    let newest: T | null = null;
    while (this.#held[0] && this.#held[0].capturedAtMs <= until) {
      if (newest) this.#options.discard(newest);
      newest = this.#held.shift() ?? null;
    }
    return newest;
  }

  clear(): void {
    for (const item of this.#held) this.#options.discard(item);
    this.#held = [];
  }
}
