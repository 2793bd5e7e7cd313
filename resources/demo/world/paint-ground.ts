import { latticeHash, roughNoise, valueNoise } from '../random.ts';

/** Colours the ground at a point (metres): writes linear red, green, blue. */
export type GroundPaint = (colour: Float32Array, x: number, y: number) => void;

const set = (colour: Float32Array, red: number, green: number, blue: number): void => {
  colour[0] = red;
  colour[1] = green;
  colour[2] = blue;
};

/** Worn tarmac: patches, oil, fine grain. `wear` darkens where wheels or drips go, 0..1. */
export function tarmac(colour: Float32Array, x: number, y: number, seed: number, wear: number): void {
  const grain = latticeHash(Math.floor(x * 14), Math.floor(y * 14), seed) - 0.5;
  const patch = roughNoise(x * 0.16, y * 0.16, seed + 3);
  const repair = roughNoise(x * 0.07 + 40, y * 0.09, seed + 9) > 0.68 ? -0.022 : 0;
  const crack = Math.abs(roughNoise(x * 0.5, y * 0.5, seed + 5) - 0.5) < 0.006 ? -0.04 : 0;
  const level = Math.max(0.03, 0.135 + (patch - 0.5) * 0.06 + grain * 0.018 + repair + crack - wear * 0.022);
  set(colour, level, level * 0.985, level * 0.95);
}

/** Paint on the road, rubbed off in places. */
export function roadPaint(colour: Float32Array, x: number, y: number, seed: number, yellow = false): void {
  const left = 0.35 + 0.65 * Math.min(1, Math.max(0, (roughNoise(x * 1.3, y * 1.3, seed + 31) - 0.22) * 3.2));
  const bright = [0.62, yellow ? 0.45 : 0.61, yellow ? 0.1 : 0.57];
  for (let k = 0; k < 3; k++) colour[k] = (colour[k] as number) * (1 - left) + (bright[k] as number) * left;
}

/** Concrete slabs. */
export function slabs(colour: Float32Array, x: number, y: number, seed: number): void {
  const size = 0.8;
  const joint = Math.min(x - Math.floor(x / size) * size, y - Math.floor(y / size) * size) < 0.04;
  const tone = latticeHash(Math.floor(x / size), Math.floor(y / size), seed) * 0.05 + roughNoise(x * 0.4, y * 0.4, seed + 2) * 0.1;
  const level = joint ? 0.16 : 0.24 + tone;
  set(colour, level, level * 0.96, level * 0.88);
}

export function grass(colour: Float32Array, x: number, y: number, seed: number): void {
  const patch = roughNoise(x * 0.25, y * 0.25, seed + 11);
  const blade = latticeHash(Math.floor(x * 9), Math.floor(y * 9), seed) * 0.03;
  const bare = roughNoise(x * 0.11 + 9, y * 0.11, seed + 12) > 0.64 ? 1 : 0;
  if (bare) set(colour, 0.17 + blade, 0.125 + blade, 0.075);
  else set(colour, 0.045 + patch * 0.06, 0.085 + patch * 0.07 + blade, 0.022 + patch * 0.02);
}

/** Kerb stones painted black and white, as in Indonesian towns. */
export function kerb(colour: Float32Array, along: number): void {
  const light = Math.floor(along / 0.9) % 2 === 0;
  set(colour, light ? 0.45 : 0.1, light ? 0.44 : 0.1, light ? 0.42 : 0.1);
}

/** How dark a lane is at `across` metres from its middle: oil in the middle, rubber in the two tracks. */
export function laneWear(across: number, along: number, seed: number): number {
  const tracks = Math.exp(-(((Math.abs(across) - 0.8) / 0.3) ** 2));
  const drips = Math.exp(-((across / 0.35) ** 2)) * 0.8;
  return (tracks + drips) * (0.5 + 0.7 * valueNoise(along * 0.08, 0, seed + 21));
}
