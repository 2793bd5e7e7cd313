/**
 * Longest time pictures are held back: with ffmpeg's own delay of one picture, decoding, drawing and the screen's refresh (together about
 * 120 ms at 20 pictures a second) they are on the screen within 300 ms of leaving the camera.
 */
export const mostDelayMs = 180;
const marginMs = 15;
/** Lags remembered: some seconds' worth. */
const lagsKept = 30;
/** The slowest tenth of the observations may come late: one that was held up must not hold up the video for seconds. */
const share = 0.9;

/**
 * How long pictures wait for their boxes: until the observations on either side have come, if that is soon enough; else until their
 * own; else not at all. Times of arrival are by this machine's clock, times of capture by the station's: only differences are compared.
 */
export class VideoDelay {
  /** Smallest arrival minus capture seen lately: the clocks' difference plus the shortest way. */
  #offsetMs: number | null = null;
  #ownLagsMs: number[] = [];
  #pairLagsMs: number[] = [];
  #lastSeenMs: number | null = null;

  /** A picture was decoded. */
  arrived(capturedAtMs: number, nowMs: number): void {
    const offset = nowMs - capturedAtMs;
    // The floor rises slowly, so that a clock that is set, or a route that got longer, does not hold pictures back for ever.
    this.#offsetMs = this.#offsetMs === null ? offset : Math.min(offset, this.#offsetMs + 0.5);
    if (offset - this.#offsetMs > 10_000) this.#offsetMs = offset;
  }

  /** An observation came. @param capturedAtMs of the picture of the video that it was made of */
  observed(capturedAtMs: number, nowMs: number): void {
    const previous = this.#lastSeenMs;
    this.#lastSeenMs = capturedAtMs;
    if (this.#offsetMs === null) return;
    this.#ownLagsMs = remembered(this.#ownLagsMs, nowMs - this.#offsetMs - capturedAtMs);
    // A picture taken just after the one before had to wait until now.
    if (previous !== null && capturedAtMs > previous) this.#pairLagsMs = remembered(this.#pairLagsMs, nowMs - this.#offsetMs - previous);
  }

  /** Analysis stopped: pictures are shown as they come. */
  forgetObservations(): void {
    this.#ownLagsMs = [];
    this.#pairLagsMs = [];
    this.#lastSeenMs = null;
  }

  /** Pictures captured up to this moment may be shown now. */
  dueUntilMs(nowMs: number): number {
    return nowMs - (this.#offsetMs ?? 0) - this.delayMs;
  }

  /** Observations come later than any picture waits: few boxes can be drawn. */
  get isTooLate(): boolean {
    return this.#ownLagsMs.length > 0 && quantile(this.#ownLagsMs) + marginMs > mostDelayMs;
  }

  get delayMs(): number {
    for (const lags of [this.#pairLagsMs, this.#ownLagsMs]) {
      const wanted = quantile(lags) + marginMs;
      if (lags.length > 0 && wanted <= mostDelayMs) return wanted;
    }
    return 0;
  }
}

function remembered(lags: readonly number[], lagMs: number): number[] {
  return [...lags.slice(-(lagsKept - 1)), Math.max(0, lagMs)];
}

function quantile(lags: readonly number[]): number {
  return lags.toSorted((a, b) => a - b)[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0;
}
