import { seededRandom } from '../random.ts';

/** The camera's own marks on the picture. */
export interface FilmLook {
  /** Standard deviation of the sensor's noise in steps of 255. */
  readonly noise: number;
  /** How much darker the corners are, 0..1. */
  readonly vignette: number;
  readonly exposure: number;
  /** 1 = as it is; less = paler. */
  readonly saturation: number;
  readonly contrast: number;
}

const STEPS = 4096;
/** Linear light that the table ends at; brighter is white. */
const BRIGHTEST = 4;
const NOISE_LENGTH = 1 << 17;

/** Turns linear light into the bytes of a picture: exposure, vignette, tone, noise. */
export class Film {
  readonly #tone: Float32Array;
  readonly #falloff: Float32Array;
  /** Pairs: brightness, tint. */
  readonly #noise: Int8Array;
  readonly #look: FilmLook;
  readonly #width: number;
  readonly #height: number;

  /** Float32Array [height, width, 3]: the backdrop developed, without noise, so that only what moves is developed anew. */
  readonly #still: Float32Array;

  /** @param backdrop linear light where nothing moves, [height, width, 3]. */
  constructor(width: number, height: number, look: FilmLook, backdrop: Float32Array) {
    this.#width = width;
    this.#height = height;
    this.#look = look;
    this.#tone = Float32Array.from({ length: STEPS + 1 }, (_, i) => toneOf((i / STEPS) * BRIGHTEST, look.contrast));
    this.#noise = noiseTable(look.noise);
    this.#falloff = new Float32Array(width * height);
    this.#still = new Float32Array(width * height * 3);
    const diagonal = (width * width + height * height) / 4;
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        const away = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / diagonal;
        this.#falloff[at] = (1 - look.vignette * away) * look.exposure * (STEPS / BRIGHTEST);
        this.#expose(backdrop, at, this.#still, at * 3);
      }
    }
  }

  /** @param linear Float32Array [height, width, 3]; where `touched` is 0 it is the backdrop. @param grain different for every frame. */
  develop(linear: Float32Array, touched: Uint8Array, rgb: Uint8ClampedArray, grain: number): void {
    const random = seededRandom(grain);
    const noise = this.#noise;
    const still = this.#still;
    const moved = new Float32Array(3);
    for (let y = 0, at = 0; y < this.#height; y++) {
      let grainAt = Math.floor(random() * (NOISE_LENGTH / 2 - this.#width)) * 2;
      for (let x = 0; x < this.#width; x++, at++, grainAt += 2) {
        const i = at * 3;
        const bright = noise[grainAt] as number;
        const tint = noise[grainAt + 1] as number;
        if (touched[at] === 0) {
          rgb[i] = (still[i] as number) + bright + tint;
          rgb[i + 1] = (still[i + 1] as number) + bright;
          rgb[i + 2] = (still[i + 2] as number) + bright - tint;
          continue;
        }
        this.#expose(linear, at, moved, 0);
        rgb[i] = (moved[0] as number) + bright + tint;
        rgb[i + 1] = (moved[1] as number) + bright;
        rgb[i + 2] = (moved[2] as number) + bright - tint;
      }
    }
  }

  #expose(linear: Float32Array, at: number, out: Float32Array, to: number): void {
    const tone = this.#tone;
    const k = this.#falloff[at] as number;
    const red = tone[Math.min(STEPS, ((linear[at * 3] as number) * k) | 0)] as number;
    const green = tone[Math.min(STEPS, ((linear[at * 3 + 1] as number) * k) | 0)] as number;
    const blue = tone[Math.min(STEPS, ((linear[at * 3 + 2] as number) * k) | 0)] as number;
    const { saturation } = this.#look;
    const grey = (0.3 * red + 0.59 * green + 0.11 * blue) * (1 - saturation);
    out[to] = red * saturation + grey;
    out[to + 1] = green * saturation + grey;
    out[to + 2] = blue * saturation + grey;
  }
}

/** A soft shoulder, then the usual display curve. */
function toneOf(light: number, contrast: number): number {
  const kept = (light * (1 + light / 9)) / (1 + light * 0.75);
  const display = Math.min(1, kept) ** (1 / 2.2);
  return 255 * Math.min(1, Math.max(0, (display - 0.5) * contrast + 0.5));
}

function noiseTable(deviation: number): Int8Array {
  const random = seededRandom(4711);
  return Int8Array.from({ length: NOISE_LENGTH }, (_, i) => {
    const normal = Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random());
    return Math.max(-100, Math.min(100, Math.round(normal * deviation * (i % 2 === 0 ? 1 : 0.4))));
  });
}
