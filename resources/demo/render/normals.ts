import { normalise, type Vec3 } from './vec.ts';

/**
 * Directions as two bytes: the unit octahedron unfolded onto a square. Interpolates well above the horizon, where a camera on a pole
 * looks, and indexes a light table directly.
 */
export const DIRECTIONS = 65536;

/** Octahedral coordinates 0..255 of a unit vector, written to `out[0], out[1]`. */
export function encodeDirection(x: number, y: number, z: number, out: Float32Array, at: number): void {
  const sum = Math.abs(x) + Math.abs(y) + Math.abs(z) || 1;
  let u = x / sum;
  let v = y / sum;
  if (z < 0) {
    const folded = (1 - Math.abs(v)) * (u >= 0 ? 1 : -1);
    v = (1 - Math.abs(u)) * (v >= 0 ? 1 : -1);
    u = folded;
  }
  out[at] = (u * 0.5 + 0.5) * 255;
  out[at + 1] = (v * 0.5 + 0.5) * 255;
}

/** The index of the nearest of the 65,536 directions. */
export function directionIndex(x: number, y: number, z: number): number {
  const sum = Math.abs(x) + Math.abs(y) + Math.abs(z) || 1;
  let u = x / sum;
  let v = y / sum;
  if (z < 0) {
    const folded = (1 - Math.abs(v)) * (u >= 0 ? 1 : -1);
    v = (1 - Math.abs(u)) * (v >= 0 ? 1 : -1);
    u = folded;
  }
  return (((v * 0.5 + 0.5) * 255 + 0.5) << 8) | ((u * 0.5 + 0.5) * 255 + 0.5);
}

/** Float32Array [65536, 3]: the unit vector of every index. */
export const DIRECTION_TABLE: Float32Array = (() => {
  const table = new Float32Array(DIRECTIONS * 3);
  for (let index = 0; index < DIRECTIONS; index++) table.set(decode(index & 255, index >> 8), index * 3);
  return table;
})();

function decode(column: number, row: number): Vec3 {
  let u = (column / 255) * 2 - 1;
  let v = (row / 255) * 2 - 1;
  const z = 1 - Math.abs(u) - Math.abs(v);
  if (z < 0) {
    const folded = (1 - Math.abs(v)) * (u >= 0 ? 1 : -1);
    v = (1 - Math.abs(u)) * (v >= 0 ? 1 : -1);
    u = folded;
  }
  return normalise([u, v, z]);
}
