/** Brightness levels a block may differ by in a quiet picture: JPEG rounding and sensor noise. */
const quietTolerance = 6;
/** How many mean deviations count as usual for a block: rain, leaves and flicker widen its tolerance. */
const usualDeviations = 3;
const mostTolerance = 18;
/** A change this much above the tolerance counts on a single block, otherwise two neighbours must agree. */
const strongChange = 3;
/** Beyond this share it was the light or the camera, not something in front of it: start anew. */
const sceneChange = 0.6;
/** What stays the same for this long in front of the background is background, whether it came or left something bare. */
const settleSeconds = 2.5;
/** Seconds in which the background follows: where nothing happens, and where something goes on in front of it. */
const followSeconds = { quiet: 2, changed: 10, deviation: 30 };

/** Slowly adapting picture of the empty scene, in blocks of mean brightness (0..255). */
export class Background {
  readonly columns: number;
  readonly rows: number;
  readonly #level: Float32Array;
  readonly #deviation: Float32Array;
  readonly #difference: Float32Array;
  readonly #changed: Uint8Array;
  /** What a changed block shows, and for how many seconds it has. */
  readonly #shown: Float32Array;
  readonly #shownSeconds: Float32Array;
  readonly #histogram = new Uint32Array(511);

  constructor(first: Float32Array, columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#level = first.slice();
    this.#deviation = new Float32Array(first.length);
    this.#difference = new Float32Array(first.length);
    this.#changed = new Uint8Array(first.length);
    this.#shown = first.slice();
    this.#shownSeconds = new Float32Array(first.length);
  }

  /**
   * Compares a picture with the background and learns from it.
   * @param seconds since the picture before
   * @returns share of blocks that changed, 0..1
   */
  compare(current: Float32Array, seconds: number): number {
    const shift = this.#commonShift(current);
    for (let at = 0; at < current.length; at++) {
      const difference = Math.abs((this.#difference[at] as number) - shift);
      this.#difference[at] = difference;
      const tolerance = Math.min(mostTolerance, quietTolerance + usualDeviations * (this.#deviation[at] as number));
      this.#changed[at] = difference <= tolerance ? 0 : difference > strongChange * tolerance ? 2 : 1;
    }
    const share = this.#agreed() / current.length;
    if (share > sceneChange) {
      this.#level.set(current);
      return share;
    }
    this.#learn(current, seconds);
    return share;
  }

  /** Median difference: what the whole picture got brighter or darker by, as exposure and clouds do. */
  #commonShift(current: Float32Array): number {
    this.#histogram.fill(0);
    for (let at = 0; at < current.length; at++) {
      const difference = (current[at] as number) - (this.#level[at] as number);
      this.#difference[at] = difference;
      const bin = Math.min(510, Math.max(0, Math.round(difference) + 255));
      this.#histogram[bin] = (this.#histogram[bin] as number) + 1;
    }
    let left = current.length / 2;
    for (let bin = 0; bin < 511; bin++) {
      left -= this.#histogram[bin] as number;
      if (left <= 0) return bin - 255;
    }
    return 0;
  }

  /** Blocks that changed strongly or together with a neighbour. */
  #agreed(): number {
    const { columns, rows } = this;
    const changed = this.#changed;
    let count = 0;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        if (changed[at] === 0) continue;
        const beside = (column > 0 && changed[at - 1] !== 0) || (column + 1 < columns && changed[at + 1] !== 0);
        const stacked = (row > 0 && changed[at - columns] !== 0) || (row + 1 < rows && changed[at + columns] !== 0);
        if (changed[at] === 2 || beside || stacked) count++;
      }
    }
    return count;
  }

  #learn(current: Float32Array, seconds: number): void {
    const quiet = 1 - Math.exp(-seconds / followSeconds.quiet);
    const changed = 1 - Math.exp(-seconds / followSeconds.changed);
    const deviation = 1 - Math.exp(-seconds / followSeconds.deviation);
    for (let at = 0; at < current.length; at++) {
      const level = this.#level[at] as number;
      const now = current[at] as number;
      if (this.#changed[at] !== 0) this.#settle(at, now, seconds);
      else this.#shownSeconds[at] = 0;
      const settled = (this.#shownSeconds[at] as number) >= settleSeconds;
      this.#level[at] = settled ? now : level + (now - level) * (this.#changed[at] === 0 ? quiet : changed);
      const usual = this.#deviation[at] as number;
      this.#deviation[at] = usual + (Math.min(this.#difference[at] as number, mostTolerance) - usual) * deviation;
    }
  }

  /** Measured against what it showed first, so that something creeping past does not count as staying. */
  #settle(at: number, now: number, seconds: number): void {
    const same = Math.abs(now - (this.#shown[at] as number)) <= quietTolerance;
    if (!same) this.#shown[at] = now;
    this.#shownSeconds[at] = same ? (this.#shownSeconds[at] as number) + seconds : 0;
  }
}
