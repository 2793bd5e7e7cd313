import type { Frame } from '../cameras/frame.ts';

/** Frames that may be owed: a camera whose frames come a little early keeps its full rate. */
const mostCredit = 1.5;

/** One camera's place at the detector: keeps the analysis rate, one frame under way and the latest waiting. */
export class FrameSlot {
  fps: number;
  #credit = 1;
  #creditAtMs: number | null = null;
  #underWay: { frame: Frame; sinceMs: number } | null = null;
  #waiting: Frame | null = null;

  constructor(fps: number) {
    this.fps = fps;
  }

  /**
   * Takes a new frame of the camera.
   * @returns `send`: hand it over now; `keep`: it waits; `replace`: it waits in place of an older one; `skip`: not due yet.
   */
  offer(frame: Frame, nowMs: number): 'send' | 'keep' | 'replace' | 'skip' {
    if (!this.#due(nowMs)) return 'skip';
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
  }

  #due(nowMs: number): boolean {
    const elapsedMs = this.#creditAtMs === null ? 0 : Math.max(0, nowMs - this.#creditAtMs);
    this.#creditAtMs = nowMs;
    // Sums of fifths and thirds must not miss a whole frame by a rounding step.
    this.#credit = Math.min(mostCredit, this.#credit + (elapsedMs * this.fps) / 1000 + 1e-9);
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }
}
