import type { FrameHeader } from '../../../shared/contract/live.ts';
import type { Observation } from '../../../shared/schemas/observation.ts';
import { ObservationBook } from './observation-book.ts';
import type { Player, PlayerOptions } from './player.ts';

/** How long a picture waits for its boxes. */
export const pairingWaitMs = 400;

/** For a tile on the wall: shows analysed frames only, each with the boxes that were found on it. */
export class WallPlayer implements Player {
  readonly #book = new ObservationBook();
  readonly #options: PlayerOptions;
  /** The picture on the tile, for as long as its boxes are still missing. */
  #bare: { readonly seq: number; readonly bitmap: ImageBitmap } | null = null;
  #analysed = true;
  #closed = false;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  setAnalysed(analysed: boolean): void {
    this.#analysed = analysed;
  }

  onObservation(observation: Observation): void {
    this.#book.add(observation);
    if (this.#bare?.seq !== observation.seq) return;
    // Late, but the picture is still on the screen: these are its boxes.
    const { bitmap } = this.#bare;
    this.#bare = null;
    this.#options.present({ bitmap, seen: observation }, () => undefined);
  }

  onFrame(header: FrameHeader, jpeg: Uint8Array, done: () => void): void {
    void this.#show(header, jpeg).finally(done);
  }

  close(): void {
    this.#closed = true;
    this.#book.close();
  }

  async #show(header: FrameHeader, jpeg: Uint8Array): Promise<void> {
    const decoding = this.#options.decode(jpeg).catch(() => null);
    const seen = await this.#book.wait(header.seq, this.#analysed ? pairingWaitMs : 0);
    const bitmap = await decoding;
    // A broken picture is skipped: the tile says when no picture has come for a while.
    if (!bitmap) return;
    if (this.#closed) return bitmap.close();
    this.#bare = null;
    await new Promise<void>((drawn) => this.#options.present({ bitmap, seen }, drawn));
    this.#bare = seen ? null : { seq: header.seq, bitmap };
    this.#options.onDrawn(header);
  }
}
