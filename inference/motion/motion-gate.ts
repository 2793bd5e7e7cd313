import type { JpegFrame } from '../../shared/domain/jpeg-frame.ts';
import { decodeGrey } from '../pipeline/picture-decoder.ts';
import { Background } from './background.ts';
import { type BrightnessGrid, readBrightness } from './brightness-reader.ts';

/** Blocks across the compared picture; larger pictures are averaged down to it. */
const mostColumns = 96;
/** Larger pictures are read on another thread: this one serves all cameras. */
const mostPixelsHere = 2_500_000;

/** What the gate says about a frame. */
export interface Look {
  /** Whether something moved, or nothing is known yet. */
  readonly changed: boolean;
  /** Share of the picture that changed, 0..1. */
  readonly motion: number;
}

/** Tells frames with motion from frames without, far cheaper than a network could. One per camera. */
export class MotionGate {
  #background: Background | null = null;
  #last: Uint8Array | null = null;
  #atMs = 0;

  /**
   * @param jpeg kept until the next call, not changed
   * @throws {Error} when the picture is broken.
   */
  async look(jpeg: Uint8Array, header: JpegFrame, atMs: number): Promise<Look> {
    // A camera that repeats a frame, or an encoder on a still picture, sends the very same bytes: nothing to decode.
    if (this.#last !== null && Buffer.compare(this.#last, jpeg) === 0) return { changed: false, motion: 0 };
    const readHere = header.baseline && header.width * header.height <= mostPixelsHere;
    const grid = pooled((readHere ? readBrightness(jpeg) : null) ?? (await decodedGrid(jpeg, header)));
    const seconds = Math.min(5, Math.max(0, atMs - this.#atMs) / 1000);
    const known = this.#background;
    this.#last = jpeg;
    this.#atMs = atMs;
    if (known === null || known.columns !== grid.columns || known.rows !== grid.rows) {
      this.#background = new Background(grid.values, grid.columns, grid.rows);
      return { changed: true, motion: 0 };
    }
    const motion = known.compare(grid.values, seconds);
    return { changed: motion > 0, motion };
  }
}

async function decodedGrid(jpeg: Uint8Array, { width, height }: JpegFrame): Promise<BrightnessGrid> {
  const columns = Math.ceil(width / 8);
  const rows = Math.ceil(height / 8);
  const { data } = await decodeGrey(jpeg, columns, rows);
  return { values: Float32Array.from(data), columns, rows };
}

/** Averages squares of blocks until the picture is small; the mean of several blocks is also less noisy. */
function pooled(grid: BrightnessGrid): BrightnessGrid {
  const side = Math.ceil(grid.columns / mostColumns);
  if (side === 1) return grid;
  const columns = Math.floor(grid.columns / side);
  const rows = Math.floor(grid.rows / side);
  if (rows === 0) return grid;
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows * side; row++) {
    const target = Math.floor(row / side) * columns;
    const source = row * grid.columns;
    for (let column = 0; column < columns * side; column++) {
      const at = target + Math.floor(column / side);
      values[at] = (values[at] as number) + (grid.values[source + column] as number) / (side * side);
    }
  }
  return { values, columns, rows };
}
