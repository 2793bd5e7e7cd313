/** A stream of numbers in 0..1, the same for the same seed. */
export type Random = () => number;

/** Mulberry32: small, fast, good enough for pictures and traffic. */
export function seededRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** A fixed number in 0..1 for a lattice point. */
export function latticeHash(x: number, y: number, seed: number): number {
  let mixed = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
}

/** Float32Array [256, 256] of numbers in 0..1: hashing every lattice point anew would take most of a scene's set-up. */
const LATTICE = (() => {
  const random = seededRandom(20_011);
  return Float32Array.from({ length: 65536 }, () => random());
})();

/** Smooth noise in 0..1 with features about one unit across; repeats after 256 units. */
export function valueNoise(x: number, y: number, seed: number): number {
  const left = Math.floor(x);
  const low = Math.floor(y);
  const fx = smooth(x - left);
  const fy = smooth(y - low);
  const column = left + seed * 37;
  const row = low + seed * 101;
  const [x0, x1, y0, y1] = [column & 255, (column + 1) & 255, (row & 255) << 8, ((row + 1) & 255) << 8];
  const bottom = mix(LATTICE[y0 | x0] as number, LATTICE[y0 | x1] as number, fx);
  const top = mix(LATTICE[y1 | x0] as number, LATTICE[y1 | x1] as number, fx);
  return mix(bottom, top, fy);
}

/** Three octaves of value noise, 0..1. */
export function roughNoise(x: number, y: number, seed: number): number {
  return (
    valueNoise(x, y, seed) * 0.55 +
    valueNoise(x * 2.17 + 5.3, y * 2.17, seed + 1) * 0.3 +
    valueNoise(x * 4.71, y * 4.71 + 1.7, seed + 2) * 0.15
  );
}

const smooth = (t: number): number => t * t * (3 - 2 * t);
const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
