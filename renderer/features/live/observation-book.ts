import type { Observation } from '../../../shared/schemas/observation.ts';
import { interpolateTracks } from './interpolate-tracks.ts';
import type { Seen } from './player.ts';

/** Observations kept per camera: some seconds' worth. */
const mostKept = 40;
/** Further apart than this, two observations say nothing about the time between them. */
const widestGapMs = 2_500;

interface Waiter {
  readonly seq: number;
  readonly settle: (observation: Observation | null) => void;
}

/** Recent observations of one camera, and who waits for one. */
export class ObservationBook {
  #kept: Observation[] = [];
  #waiting: Waiter[] = [];

  add(observation: Observation): void {
    const last = this.#kept.at(-1);
    // The station was started anew: its frames count from 1 again.
    if (last && observation.capturedAtMs < last.capturedAtMs - widestGapMs) this.#kept = [];
    this.#kept = [...this.#kept.slice(-(mostKept - 1)), observation].sort((a, b) => a.capturedAtMs - b.capturedAtMs);
    // Observations come in order: a later one means that the awaited one got lost.
    for (const waiter of this.#waiting.filter(({ seq }) => seq <= observation.seq)) {
      waiter.settle(waiter.seq === observation.seq ? observation : null);
    }
  }

  of(seq: number): Observation | null {
    return this.#kept.find((observation) => observation.seq === seq) ?? null;
  }

  latest(): Observation | null {
    return this.#kept.at(-1) ?? null;
  }

  /** The observation of the very frame `seq`, or null when it has not come after `waitMs`. */
  wait(seq: number, waitMs: number): Promise<Observation | null> {
    const known = this.of(seq);
    if (known || waitMs <= 0) return Promise.resolve(known);
    return new Promise((resolve) => {
      const settle = (observation: Observation | null) => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        resolve(observation);
      };
      const waiter: Waiter = { seq, settle };
      const timer = setTimeout(() => settle(null), waitMs);
      this.#waiting.push(waiter);
    });
  }

  /**
   * Tracks at a moment between two analysed frames, boxes moved in proportion. Null when nothing is known about that moment: a box is
   * never carried past the frame it was seen on.
   */
  at(capturedAtMs: number): Seen | null {
    const after = this.#kept.findIndex((observation) => observation.capturedAtMs >= capturedAtMs);
    const next = this.#kept[after];
    if (!next) return null;
    if (next.capturedAtMs === capturedAtMs) return next;
    const previous = this.#kept[after - 1];
    if (!previous || next.capturedAtMs - previous.capturedAtMs > widestGapMs) return null;
    const share = (capturedAtMs - previous.capturedAtMs) / (next.capturedAtMs - previous.capturedAtMs);
    return { tracks: interpolateTracks(previous.tracks, next.tracks, share), width: next.width, height: next.height };
  }

  /** Ends every wait. */
  close(): void {
    for (const waiter of [...this.#waiting]) waiter.settle(null);
  }
}
