const keptMarks = 6;

/** Frames a second over the last few marks, from counts alone: a frame costs an addition. */
export class FrameRate {
  #frames = 0;
  #marks: { atMs: number; frames: number }[] = [];

  /** Starts measuring anew. */
  restart(nowMs: number): void {
    this.#frames = 0;
    this.#marks = [{ atMs: nowMs, frames: 0 }];
  }

  count(): void {
    this.#frames += 1;
  }

  /** To be called every second or so. @returns frames a second since the oldest mark, with one decimal. */
  mark(nowMs: number): number {
    const oldest = this.#marks[0];
    this.#marks.push({ atMs: nowMs, frames: this.#frames });
    if (this.#marks.length > keptMarks) this.#marks.shift();
    if (!oldest || nowMs <= oldest.atMs) return 0;
    return Math.round(((this.#frames - oldest.frames) * 10_000) / (nowMs - oldest.atMs)) / 10;
  }
}
