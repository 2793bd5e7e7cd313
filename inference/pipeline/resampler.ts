import type {} from './web-assembly.d.ts';
import { resampleCode } from './resample-code.ts';

/** Pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** value = level * factor + offset, for red, green, blue. */
export interface ChannelScale {
  readonly factor: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
}

const code = new WebAssembly.Module(Buffer.from(resampleCode, 'base64'));
const pageBytes = 65_536;
/** Rows are mixed with weights of 14 bits. */
const weightOne = 1 << 14;
/** The program reads whole vectors, and rows in fours: so much may lie beyond the last pixel. */
const slackBytes = 64;

/**
 * Brings pictures of one size to another with a triangle filter (bilinear; when it makes smaller, wide enough to see every source pixel), as
 * planes of scaled float32. The work is done by `resample.wat`, because this thread is the one that runs the network: half a millisecond for
 * 640x360, where the same loops in JavaScript took several. Kept as long as the sizes stay; owns its memory.
 */
export class Resampler {
  readonly from: PictureSize;
  readonly to: PictureSize;
  readonly #bytes: Uint8Array;
  readonly #planes: Float32Array;
  readonly #run: () => void;

  constructor(from: PictureSize, to: PictureSize, { factor, offset }: ChannelScale) {
    this.from = from;
    this.to = to;
    const down = taps(from.height, to.height);
    const across = taps(from.width, to.width);
    const rowBytes = 3 * from.width;
    const at = layout([
      ['data', rowBytes * (from.height + 3) + slackBytes],
      ['down', to.height * (4 + 2 * down.count)],
      ['across', to.width * (4 + 4 * across.count)],
      ['row', 4 * (rowBytes + 12 * across.count) + slackBytes],
      ['levels', 32],
      ['out', 12 * to.width * to.height],
    ]);
    const { exports } = new WebAssembly.Instance(code);
    const { memory, resample } = exports;
    if (!(memory instanceof WebAssembly.Memory) || typeof resample !== 'function') throw new Error('resample.wat exports something else');
    memory.grow(Math.ceil(at.end / pageBytes));
    const view = new DataView(memory.buffer);
    writeRowTaps(view, at.down, down, rowBytes);
    writeColumnTaps(view, at.across, across);
    [...factor, 0, ...offset, 0].forEach((value, index) => {
      view.setFloat32(at.levels + 4 * index, value, true);
    });
    this.#bytes = new Uint8Array(memory.buffer, at.data, rowBytes * from.height);
    this.#planes = new Float32Array(memory.buffer, at.out, 3 * to.width * to.height);
    this.#run = () =>
      resample(at.data, rowBytes, at.down, down.count, at.across, across.count, at.row, at.levels, at.out, to.width, to.height);
  }

  /**
   * @param data interleaved red, green, blue of a picture of `from`, rows without padding
   * @returns red, green, blue plane of `to`, rows without padding; good until the next call.
   */
  planes(data: Uint8Array): Float32Array {
    this.#bytes.set(data);
    this.#run();
    return this.#planes;
  }
}

/** Which source pixels a target pixel is made of: `count` of them from `first` on, with weights that add up to 1. */
interface Taps {
  readonly first: readonly number[];
  readonly weights: readonly (readonly number[])[];
  /** A multiple of four: what is not needed weighs nothing. */
  readonly count: number;
}

function taps(from: number, to: number): Taps {
  const shrink = from / to;
  const reach = Math.max(1, shrink);
  const count = 4 * Math.ceil((2 * reach) / 4);
  const first: number[] = [];
  const weights = Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * shrink - 0.5;
    const lowest = Math.floor(centre - reach) + 1;
    const start = Math.max(0, Math.min(lowest, from - count));
    first.push(start);
    const own = new Array<number>(count).fill(0);
    for (let at = lowest; at < centre + reach; at++) {
      // The outermost pixels stand for what would lie beyond them.
      const slot = Math.min(Math.max(at, 0), from - 1) - start;
      own[slot] = (own[slot] ?? 0) + 1 - Math.abs(at - centre) / reach;
    }
    const sum = own.reduce((total, weight) => total + weight, 0);
    return own.map((weight) => weight / sum);
  });
  return { first, weights, count };
}

function writeRowTaps(view: DataView, start: number, { first, weights, count }: Taps, rowBytes: number): void {
  let at = start;
  weights.forEach((own, index) => {
    view.setInt32(at, (first[index] ?? 0) * rowBytes, true);
    const whole = own.map((weight) => Math.round(weight * weightOne));
    // An even surface must keep its level: the largest weight takes what rounding left over.
    const largest = whole.indexOf(Math.max(...whole));
    whole[largest] = (whole[largest] ?? 0) + weightOne - whole.reduce((sum, weight) => sum + weight, 0);
    whole.forEach((weight, tap) => {
      view.setInt16(at + 4 + 2 * tap, weight, true);
    });
    at += 4 + 2 * count;
  });
}

function writeColumnTaps(view: DataView, start: number, { first, weights, count }: Taps): void {
  let at = start;
  weights.forEach((own, index) => {
    // Three channels of four bytes a column of the mixed row.
    view.setInt32(at, 12 * (first[index] ?? 0), true);
    own.forEach((weight, tap) => {
      view.setFloat32(at + 4 + 4 * tap, weight / weightOne, true);
    });
    at += 4 + 4 * count;
  });
}

/** Places areas one after the other, each where a vector may begin. */
function layout<Name extends string>(areas: readonly (readonly [Name, number])[]): Record<Name | 'end', number> {
  let end = 0;
  const starts = areas.map(([name, bytes]) => {
    const start = end;
    end = 16 * Math.ceil((start + bytes) / 16);
    return [name, start] as const;
  });
  return Object.fromEntries([...starts, ['end', end]]) as Record<Name | 'end', number>;
}
