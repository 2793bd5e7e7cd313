import type { FrameHeader } from '../../../shared/contract/live.ts';
import type { Observation } from '../../../shared/schemas/observation.ts';
import { ObservationBook } from './observation-book.ts';
import type { Player, PlayerOptions } from './player.ts';
import { PlayoutBuffer } from './playout-buffer.ts';

interface Held {
  readonly header: FrameHeader;
  readonly capturedAtMs: number;
  readonly bitmap: ImageBitmap;
}

export interface LargePlayerOptions extends PlayerOptions {
  readonly now: () => number;
  /** Calls back before the next screen refresh; returns a function that cancels. */
  readonly onRefresh: (run: () => void) => () => void;
}

/** For one camera large: shows every frame, a little late, with boxes moved between the analysed frames on either side. */
export class LargePlayer implements Player {
  readonly #book = new ObservationBook();
  readonly #buffer = new PlayoutBuffer<Held>({ discard: ({ bitmap }) => bitmap.close() });
  readonly #options: LargePlayerOptions;
  #waiting: (() => void)[] = [];
  #cancelRefresh: (() => void) | null = null;
  #closed = false;

  constructor(options: LargePlayerOptions) {
    this.#options = options;
    this.#loop();
  }

  setAnalysed(analysed: boolean): void {
    if (!analysed) this.#buffer.forgetObservations();
  }

  onObservation(observation: Observation): void {
    this.#book.add(observation);
    this.#buffer.observed(observation.capturedAtMs, this.#options.now());
  }

  onFrame(header: FrameHeader, jpeg: Uint8Array, done: () => void): void {
    const arrivedAtMs = this.#options.now();
    this.#options.decode(jpeg).then(
      (bitmap) => {
        if (this.#closed) bitmap.close();
        else this.#buffer.add({ header, capturedAtMs: header.capturedAtMs, bitmap }, arrivedAtMs);
        // The next one may come while this one waits for its time; a full buffer holds the station back.
        if (this.#buffer.isFull && !this.#closed) this.#waiting.push(done);
        else done();
      },
      () => done(),
    );
  }

  close(): void {
    this.#closed = true;
    this.#cancelRefresh?.();
    this.#buffer.clear();
    this.#book.close();
    this.#release();
  }

  #loop(): void {
    this.#cancelRefresh = this.#options.onRefresh(() => {
      this.#show();
      if (!this.#closed) this.#loop();
    });
  }

  #show(): void {
    const held = this.#buffer.due(this.#options.now());
    if (!held) return;
    const seen = this.#book.of(held.header.seq) ?? this.#book.at(held.capturedAtMs);
    this.#options.present({ bitmap: held.bitmap, seen }, () => this.#options.onDrawn(held.header));
    if (!this.#buffer.isFull) this.#release();
  }

  #release(): void {
    for (const done of this.#waiting.splice(0)) done();
  }
}
