import type { Camera } from './camera.ts';
import type { LightTables } from './light.ts';
import { MATERIAL_STRIDE } from './material.ts';
import { DIRECTION_TABLE, directionIndex } from './normals.ts';

/** The view ray of each column and row, for pictures of one camera. */
export interface Rays {
  /** Slope to the right of each column. */
  readonly across: Float32Array;
  /** Slope upwards of each row. */
  readonly above: Float32Array;
}

export function raysOf({ width, height, focalPx }: Camera): Rays {
  return {
    across: Float32Array.from({ length: width }, (_, x) => (x + 0.5 - width / 2) / focalPx),
    above: Float32Array.from({ length: height }, (_, y) => (height / 2 - y - 0.5) / focalPx),
  };
}

/** One sample to be lit. Filled in by the caller, kept between calls so that nothing is allocated in the loop. */
export interface Sample {
  colour: Float32Array;
  mirror: number;
  glow: number;
  normal: number;
  /** Unit vector from the camera to the point. */
  view: Float32Array;
  /** Share of its light lost in the air on the way to the camera, 0..1. */
  lost: number;
  /** Share of the sun that reaches it. */
  sun: number;
}

export const createSample = (): Sample => ({
  colour: new Float32Array(3),
  mirror: 0,
  glow: 0,
  normal: 0,
  view: new Float32Array(3),
  lost: 0,
  sun: 1,
});

/** Share of light lost over a distance in metres. */
export const lostInAir = (haze: number, distance: number): number => (haze > 0 ? 1 - Math.exp(Math.log1p(-haze) * (distance / 100)) : 0);

/** Copies a material's numbers into the sample. */
export function loadMaterial(sample: Sample, numbers: Float32Array, id: number): void {
  const at = id * MATERIAL_STRIDE;
  sample.colour[0] = numbers[at] as number;
  sample.colour[1] = numbers[at + 1] as number;
  sample.colour[2] = numbers[at + 2] as number;
  sample.mirror = numbers[at + 3] as number;
  sample.glow = numbers[at + 4] as number;
}

export function setView(sample: Sample, camera: Camera, a: number, b: number): void {
  const k = 1 / Math.sqrt(1 + a * a + b * b);
  const { forward, right, up } = camera;
  sample.view[0] = (forward[0] + a * right[0] + b * up[0]) * k;
  sample.view[1] = (forward[1] + a * right[1] + b * up[1]) * k;
  sample.view[2] = (forward[2] + a * right[2] + b * up[2]) * k;
}

/** Adds `share` of the light that leaves the sample towards the camera to `out[at..at+2]` (linear). */
export function addLight(sample: Sample, tables: LightTables, out: Float32Array, at: number, share = 1): void {
  const { colour, normal, view } = sample;
  const { light, ambient, surroundings } = tables;
  const sun = (tables.sunOn[normal] as number) * sample.sun;
  const n3 = normal * 3;
  let red = (colour[0] as number) * (sun * light.sunColour[0] + (ambient[n3] as number) + sample.glow);
  let green = (colour[1] as number) * (sun * light.sunColour[1] + (ambient[n3 + 1] as number) + sample.glow);
  let blue = (colour[2] as number) * (sun * light.sunColour[2] + (ambient[n3 + 2] as number) + sample.glow);
  if (sample.mirror > 0) {
    const nx = DIRECTION_TABLE[n3] as number;
    const ny = DIRECTION_TABLE[n3 + 1] as number;
    const nz = DIRECTION_TABLE[n3 + 2] as number;
    const facing = Math.min(0, nx * (view[0] as number) + ny * (view[1] as number) + nz * (view[2] as number));
    const grazing = 1 + facing;
    const mirrored = sample.mirror + (1 - sample.mirror) * grazing * grazing * grazing * grazing * grazing * 0.55;
    const r3 =
      directionIndex((view[0] as number) - 2 * facing * nx, (view[1] as number) - 2 * facing * ny, (view[2] as number) - 2 * facing * nz) *
      3;
    red += ((surroundings[r3] as number) - red) * mirrored;
    green += ((surroundings[r3 + 1] as number) - green) * mirrored;
    blue += ((surroundings[r3 + 2] as number) - blue) * mirrored;
  }
  if (sample.lost > 0) {
    const lost = sample.lost;
    red += (light.horizon[0] - red) * lost;
    green += (light.horizon[1] - green) * lost;
    blue += (light.horizon[2] - blue) * lost;
  }
  out[at] = (out[at] as number) + red * share;
  out[at + 1] = (out[at + 1] as number) + green * share;
  out[at + 2] = (out[at + 2] as number) + blue * share;
}
