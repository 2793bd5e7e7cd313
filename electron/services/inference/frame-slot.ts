import { type AnalysisRates, FrameCredit, rateFor } from '../../../shared/domain/frame-credit.ts';
import type { Frame } from '../cameras/frame.ts';

/** One camera's place at the detector: keeps the analysis rate, one frame under way and the latest waiting. */
export class FrameSlot {
  rates: AnalysisRates;
  readonly #credit = new FrameCredit();
  #vehiclesMoving = false;
  #underWay: { frame: Frame; sinceMs: number } | null = null;
  #waiting: Frame | null = null;

  constructor(rates: AnalysisRates) {
    this.rates = rates;
  }

  /** Whether the last observation saw a vehicle move: the next frames come at the higher rate then. */
  noteVehicles(moving: boolean): void {
    this.#vehiclesMoving = moving;
  }

  /**
   * Takes a new frame of the camera.
   * @returns `send`: hand it over now; `keep`: it waits; `replace`: it waits in place of an older one; `skip`: not due yet.
   */
  offer(frame: Frame, nowMs: number): 'send' | 'keep' | 'replace' | 'skip' {
    if (!this.#credit.take(nowMs, rateFor(this.rates, this.#vehiclesMoving))) return 'skip';
    if (this.#underWay === null) {
      this.#underWay = { frame, sinceMs: nowMs };
      return 'send';
    }
    const replaced = this.#waiting !== null;
    this.#waiting = frame;
    return replaced ? 'replace' : 'keep';
  }

  /**
   * The frame under way was answered.
   * @returns the frame to hand over next, or null.
   */
  answered(seq: number, nowMs: number): Frame | null {
    if (this.#underWay?.frame.seq !== seq) return null;
    const next = this.#waiting;
    this.#waiting = null;
    this.#underWay = next === null ? null : { frame: next, sinceMs: nowMs };
    return next;
  }

  /** How long the frame under way has been waiting for its answer; 0 = none is. */
  waitedMs(nowMs: number): number {
    return this.#underWay === null ? 0 : nowMs - this.#underWay.sinceMs;
  }

  /** The process is gone and with it the frame under way; a frame that waits is older than the next one to come. */
  reset(): void {
    this.#underWay = null;
    this.#waiting = null;
    this.#vehiclesMoving = false;
  }
}
