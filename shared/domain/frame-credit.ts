/** Frames that may be owed: a camera whose frames come a little early keeps its full rate. */
const mostCredit = 1.5;

/** Frames a second given to the detector: always, and while a vehicle moves in the picture. */
export interface AnalysisRates {
  readonly fps: number;
  readonly movingFps: number;
}

/**
 * Accidents are not recognised at fewer frames a second while vehicles move: how one moves before and after a blow shows in three frames
 * within half a second each (`fitSamples` and `fitMs` of the recogniser's limits).
 */
export const leastAccidentFps = 4;

/** The rate for the next frames, after a frame on which a vehicle was seen moving or was not. */
export function rateFor({ fps, movingFps }: AnalysisRates, vehiclesMoving: boolean): number {
  return vehiclesMoving ? Math.max(fps, movingFps) : fps;
}

/** Thins a camera's frames out to a rate that may change from frame to frame. Time may stand still but not go back. */
export class FrameCredit {
  #credit = 1;
  #atMs: number | null = null;

  /** @returns true when this frame is due; it is then counted as taken. */
  take(atMs: number, fps: number): boolean {
    const elapsedMs = this.#atMs === null ? 0 : Math.max(0, atMs - this.#atMs);
    this.#atMs = atMs;
    // Sums of fifths and thirds must not miss a whole frame by a rounding step.
    this.#credit = Math.min(mostCredit, this.#credit + (elapsedMs * fps) / 1000 + 1e-9);
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }
}
