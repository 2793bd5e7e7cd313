import type { Camera } from './camera.ts';
import { createGBuffer } from './gbuffer.ts';
import type { Instance } from './instance.ts';
import { drawInstance } from './rasterise.ts';
import { cross, normalise, type Vec3 } from './vec.ts';

const SIZE = 1536;
/** The light's camera stands this far off, so that its rays are as good as parallel. */
const AWAY_M = 2000;

/** Which standing things the sun reaches. */
export interface ShadowMap {
  /** Float32Array [1536, 1536]: one over the distance from the light, as in a GBuffer. */
  readonly nearness: Float32Array;
  readonly camera: Camera;
}

/** @param radius metres around the origin that matter. */
export function buildShadowMap(instances: readonly Instance[], sun: Vec3, radius: number): ShadowMap {
  const towards = normalise(sun);
  const forward: Vec3 = [-towards[0], -towards[1], -towards[2]];
  const right = normalise(cross(forward, [0.01, 0, 1]));
  const up = cross(right, forward);
  const camera: Camera = {
    width: SIZE,
    height: SIZE,
    position: [towards[0] * AWAY_M, towards[1] * AWAY_M, towards[2] * AWAY_M],
    right,
    up,
    forward,
    focalPx: (SIZE / 2 / radius) * AWAY_M,
  };
  const buffer = createGBuffer(SIZE, SIZE);
  for (const instance of instances) drawInstance(buffer, camera, instance);
  return { nearness: buffer.nearness, camera };
}

/** Share of the sun that reaches a point, 0..1, soft at the edges. */
export function sunReaches({ nearness, camera }: ShadowMap, x: number, y: number, z: number): number {
  const dx = x - camera.position[0];
  const dy = y - camera.position[1];
  const dz = z - camera.position[2];
  const distance = dx * camera.forward[0] + dy * camera.forward[1] + dz * camera.forward[2];
  const column = SIZE / 2 + ((dx * camera.right[0] + dy * camera.right[1] + dz * camera.right[2]) / distance) * camera.focalPx;
  const row = SIZE / 2 - ((dx * camera.up[0] + dy * camera.up[1] + dz * camera.up[2]) / distance) * camera.focalPx;
  const limit = 1 / (distance - 0.3);
  let lit = 0;
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const u = Math.floor(column + i * 0.9);
      const v = Math.floor(row + j * 0.9);
      const inside = u >= 0 && v >= 0 && u < SIZE && v < SIZE;
      if (!inside || (nearness[v * SIZE + u] as number) < limit) lit++;
    }
  }
  return lit / 9;
}
