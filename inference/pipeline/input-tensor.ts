import type { ModelInput } from '../../shared/schemas/model.ts';
import type { Letterbox } from './letterbox.ts';
import type { RawPicture } from './picture-decoder.ts';

/**
 * The network's input buffer, `float32 [slots, 3, height, width]`, kept and written over. Padding is written only when a slot's
 * picture changes its place, so the usual frame costs one pass over its own pixels.
 */
export class InputTensor {
  readonly data: Float32Array;
  readonly #input: ModelInput;
  readonly #places: (string | undefined)[];
  readonly #perPicture: number;

  constructor(input: ModelInput, slots: number) {
    this.#input = input;
    this.#perPicture = 3 * input.width * input.height;
    this.data = new Float32Array(slots * this.#perPicture);
    this.#places = new Array<string | undefined>(slots);
    this.data.fill(this.#level(input.padding));
  }

  /** Values of the first `count` slots, a view. */
  first(count: number): Float32Array {
    return this.data.subarray(0, count * this.#perPicture);
  }

  write(slot: number, picture: RawPicture, place: Letterbox): void {
    const { width, height } = this.#input;
    const start = slot * this.#perPicture;
    const key = `${place.left},${place.top},${place.width},${place.height}`;
    if (this.#places[slot] !== key) {
      this.data.fill(this.#level(this.#input.padding), start, start + this.#perPicture);
      this.#places[slot] = key;
    }
    const order = this.#input.color === 'rgb' ? [0, 1, 2] : [2, 1, 0];
    order.forEach((channel, plane) => {
      const from = picture.channels < 3 ? 0 : channel;
      writePlane(this.data, start + plane * width * height + place.top * width + place.left, width, picture, from, this.#level(1));
    });
  }

  #level(value: number): number {
    return this.#input.scale === '0..1' ? value / 255 : value;
  }
}

function writePlane(target: Float32Array, start: number, stride: number, picture: RawPicture, channel: number, unit: number): void {
  const { data, width, height, channels } = picture;
  let from = channel;
  for (let row = 0; row < height; row++) {
    let to = start + row * stride;
    for (let column = 0; column < width; column++, from += channels) target[to++] = (data[from] as number) * unit;
  }
}
