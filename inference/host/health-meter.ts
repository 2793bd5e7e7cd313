import type { Analysis } from '../pipeline/camera-analysis.ts';

const windowMs = 5000;
const keptRuns = 101;

/** Rates and times over the last seconds. */
export class HealthMeter {
  #answeredAtMs: number[] = [];
  #networkMs: number[] = [];
  dropped = 0;

  answered({ observation }: Analysis, nowMs: number): void {
    this.#answeredAtMs.push(nowMs);
    if (observation.mode !== 'detected') return;
    this.#networkMs.push(observation.tookMs.network);
    if (this.#networkMs.length > keptRuns) this.#networkMs.shift();
  }

  read(nowMs: number): { framesPerSecond: number; networkMsP50: number | null; droppedFrames: number } {
    this.#answeredAtMs = this.#answeredAtMs.filter((atMs) => nowMs - atMs < windowMs);
    const sorted = this.#networkMs.toSorted((a, b) => a - b);
    return {
      framesPerSecond: (this.#answeredAtMs.length * 1000) / windowMs,
      networkMsP50: sorted[Math.floor(sorted.length / 2)] ?? null,
      droppedFrames: this.dropped,
    };
  }
}
