import type { NowMs } from '../clock.ts';

export interface PacketTime {
  readonly atMs: number;
  readonly timelineMs: number;
  readonly clockStepped: boolean;
}

/** How far a camera's clock may run away from ours before it is not believed any more, ms. */
const maxDriftMs = 3_000;
/** Share of the difference that each packet makes up for. */
const correction = 0.02;
/** A wall clock that moved by more than this was set by somebody. */
const stepMs = 250;

/**
 * Gives packets wall-clock times. The camera's own clock tells how far apart two pictures are, without the network's jitter; ours
 * tells when they came. Cameras that start anew at 0, jump or drift are brought back to our clock.
 */
export class PacketClock {
  readonly #nowMs: NowMs;
  readonly #monotonicMs: () => number;
  #last: { readonly timelineMs: number; readonly decodeMs: number } | null = null;
  #offsetMs: number;

  /** @param monotonicMs a clock that never steps, ms. */
  constructor(nowMs: NowMs = Date.now, monotonicMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#monotonicMs = monotonicMs;
    this.#offsetMs = nowMs() - monotonicMs();
  }

  /** @param decodeMs the camera's clock */
  stamp(decodeMs: number): PacketTime {
    const arrivedMs = this.#monotonicMs();
    const timelineMs = this.#timeline(decodeMs, arrivedMs);
    this.#last = { timelineMs, decodeMs };
    const offsetMs = this.#nowMs() - arrivedMs;
    const clockStepped = Math.abs(offsetMs - this.#offsetMs) > stepMs;
    if (clockStepped) this.#offsetMs = offsetMs;
    return { atMs: Math.round(timelineMs + this.#offsetMs), timelineMs, clockStepped };
  }

  #timeline(decodeMs: number, arrivedMs: number): number {
    const last = this.#last;
    if (!last) return arrivedMs;
    const expectedMs = last.timelineMs + (decodeMs - last.decodeMs);
    const driftMs = arrivedMs - expectedMs;
    const isBelieved = decodeMs > last.decodeMs && Math.abs(driftMs) <= maxDriftMs;
    // Times must grow by at least a thousandth of a second, or a file could not tell two pictures apart.
    return Math.max(last.timelineMs + 1, isBelieved ? expectedMs + driftMs * correction : arrivedMs);
  }
}
