import type { ModelInput } from '../../shared/schemas/model.ts';
import type { Letterbox } from './letterbox.ts';
import type { RawPicture } from './picture-decoder.ts';
import { type ChannelScale, type PictureSize, Resampler } from './resampler.ts';

/** Each keeps a picture's memory. */
const mostResamplers = 4;

/**
 * The network's input buffer, `float32 [slots, 3, height, width]`, kept and written over. Padding is written only when a slot's
 * picture changes its place, so the usual frame costs one pass over its own pixels.
 */
export class InputTensor {
  readonly data: Float32Array;
  readonly #input: ModelInput;
  readonly #places: (string | undefined)[];
  readonly #perPicture: number;
  readonly #scale: ChannelScale;
  /** For the sizes seen last: as many as cameras of different kinds are likely to be looked at in turns. */
  readonly #resamplers: Resampler[] = [];

  constructor(input: ModelInput, slots: number) {
    this.#input = input;
    this.#scale = channelScales[input.scale];
    this.#perPicture = 3 * input.width * input.height;
    this.data = new Float32Array(slots * this.#perPicture);
    this.#places = new Array<string | undefined>(slots);
    for (let slot = 0; slot < slots; slot++) this.#pad(slot);
  }

  /** Values of the first `count` slots, a view. */
  first(count: number): Float32Array {
    return this.data.subarray(0, count * this.#perPicture);
  }

  /** @param picture as large as its place, or in colour and of any size */
  write(slot: number, picture: RawPicture, place: Letterbox): void {
    const key = `${place.left},${place.top},${place.width},${place.height}`;
    if (this.#places[slot] !== key) {
      this.#pad(slot);
      this.#places[slot] = key;
    }
    const at = slot * this.#perPicture + place.top * this.#input.width + place.left;
    if (picture.width === place.width && picture.height === place.height)
      writePlanes(this.data, this.#planes(at), this.#input.width, picture, this.#scale);
    else this.#resample(at, picture, place);
  }

  #resample(at: number, picture: RawPicture, place: Letterbox): void {
    const planes = this.#resampler(picture, place).planes(picture.data);
    const { width, height } = place;
    this.#planes(at).forEach((start, channel) => {
      for (let row = 0; row < height; row++) {
        const from = (channel * height + row) * width;
        this.data.set(planes.subarray(from, from + width), start + row * this.#input.width);
      }
    });
  }

  #resampler(picture: RawPicture, place: Letterbox): Resampler {
    const same = (a: PictureSize, b: PictureSize) => a.width === b.width && a.height === b.height;
    const known = this.#resamplers.findIndex(({ from, to }) => same(from, picture) && same(to, place));
    const [resampler = new Resampler(picture, place, this.#scale)] = known === -1 ? [] : this.#resamplers.splice(known, 1);
    this.#resamplers.unshift(resampler);
    this.#resamplers.length = Math.min(this.#resamplers.length, mostResamplers);
    return resampler;
  }

  #pad(slot: number): void {
    const { padding, width, height } = this.#input;
    this.#planes(slot * this.#perPicture).forEach((start, channel) => {
      const value = padding * (this.#scale.factor[channel] ?? 1) + (this.#scale.offset[channel] ?? 0);
      this.data.fill(value, start, start + width * height);
    });
  }

  /** Where red, green and blue of the pixel at `at` of the first plane are. */
  #planes(at: number): readonly [number, number, number] {
    const plane = this.#input.width * this.#input.height;
    return this.#input.color === 'rgb' ? [at, at + plane, at + 2 * plane] : [at + 2 * plane, at + plane, at];
  }
}

const mean = [123.675, 116.28, 103.53] as const;
const spread = [58.395, 57.12, 57.375] as const;
const channelScales: Readonly<Record<ModelInput['scale'], ChannelScale>> = {
  '0..1': { factor: [1 / 255, 1 / 255, 1 / 255], offset: [0, 0, 0] },
  '0..255': { factor: [1, 1, 1], offset: [0, 0, 0] },
  imagenet: {
    factor: [1 / spread[0], 1 / spread[1], 1 / spread[2]],
    offset: [-mean[0] / spread[0], -mean[1] / spread[1], -mean[2] / spread[2]],
  },
};

/** One pass over the interleaved pixels, which is a third faster than one a channel. */
function writePlanes(
  target: Float32Array,
  starts: readonly [number, number, number],
  stride: number,
  picture: RawPicture,
  { factor, offset }: ChannelScale,
) {
  const { data, width, height, channels } = picture;
  const green = channels < 3 ? 0 : 1;
  const blue = channels < 3 ? 0 : 2;
  const [redFactor, greenFactor, blueFactor] = factor;
  const [redOffset, greenOffset, blueOffset] = offset;
  let from = 0;
  for (let row = 0; row < height; row++) {
    let toRed = starts[0] + row * stride;
    let toGreen = starts[1] + row * stride;
    let toBlue = starts[2] + row * stride;
    for (const end = from + width * channels; from < end; from += channels) {
      target[toRed++] = (data[from] as number) * redFactor + redOffset;
      target[toGreen++] = (data[from + green] as number) * greenFactor + greenOffset;
      target[toBlue++] = (data[from + blue] as number) * blueFactor + blueOffset;
    }
  }
}
