import sharp from 'sharp';
import type { Frame } from '../cameras/frame.ts';

/** Enough for a small picture; a third of the bytes of quality 80. */
const quality = 55;

/** Widths that are made, pixels: few, so that viewers with slow links share them. */
const widths = [320, 480, 640, 960, 1280] as const;

/** The largest picture made that is no wider than asked for. */
export function widthMade(maxWidth: number): number {
  return widths.findLast((width) => width <= maxWidth) ?? widths[0];
}

/**
 * Frames made smaller for viewers with a slow link: once for each frame and width, shared by all who ask, forgotten with the frame.
 */
export class SmallerPictures {
  readonly #made = new WeakMap<Frame, Map<number, Promise<Uint8Array>>>();
  #count = 0;

  /** Pictures made so far. */
  get count(): number {
    return this.#count;
  }

  /** @returns a JPEG no wider than `maxWidth` pixels (at least 320); the frame's own where it is small already, or cannot be read. */
  of(frame: Frame, maxWidth: number): Promise<Uint8Array> {
    const sizes = this.#made.get(frame) ?? new Map<number, Promise<Uint8Array>>();
    this.#made.set(frame, sizes);
    const width = widthMade(maxWidth);
    const making = sizes.get(width) ?? this.#make(frame, width);
    sizes.set(width, making);
    return making;
  }

  async #make({ jpeg }: Frame, width: number): Promise<Uint8Array> {
    this.#count += 1;
    try {
      const made = await sharp(jpeg, { failOn: 'none' }).resize({ width, withoutEnlargement: true }).jpeg({ quality }).toBuffer();
      return made.length < jpeg.length ? made : jpeg;
    } catch {
      // What sharp cannot read a browser may: the viewer gets what the camera sent.
      return jpeg;
    }
  }
}
