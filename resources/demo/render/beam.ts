import type { Canvas } from './canvas.ts';
import { type Camera, groundPoint, project } from './camera.ts';

/** Head lamps: light on the road in front of a vehicle. */
export interface Beam {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  /** How much brighter the road gets at most, as a multiple. */
  readonly strength: number;
}

const REACH_M = 17;
const HALF_WIDTH_M = 3.2;

/** Brightens the ground in front of a vehicle. @param ground Uint8Array [height, width], 1 where there is ground. */
export function addBeam({ linear, touched }: Canvas, ground: Uint8Array, camera: Camera, beam: Beam): void {
  const [c, s] = [Math.cos(beam.yaw), Math.sin(beam.yaw)];
  let [left, right, top, bottom] = [camera.width, 0, camera.height, 0];
  for (const [along, across] of [
    [0.5, -1.5],
    [0.5, 1.5],
    [REACH_M, -HALF_WIDTH_M],
    [REACH_M, HALF_WIDTH_M],
  ] as const) {
    const { x, y, distance } = project(camera, [beam.x + along * c - across * s, beam.y + along * s + across * c, 0]);
    if (distance < 0.5) return;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  for (let v = Math.max(0, Math.floor(top)); v < Math.min(camera.height, bottom + 1); v++) {
    for (let u = Math.max(0, Math.floor(left)); u < Math.min(camera.width, right + 1); u++) {
      const at = v * camera.width + u;
      if (ground[at] === 0) continue;
      const point = groundPoint(camera, u + 0.5, v + 0.5);
      if (!point) continue;
      const [dx, dy] = [point[0] - beam.x, point[1] - beam.y];
      const along = dx * c + dy * s;
      if (along < 0.4 || along > REACH_M) continue;
      const across = (dy * c - dx * s) / (1 + along * 0.14);
      const light = beam.strength * Math.exp(-across * across * 0.9) * Math.min(1, along / 3) * (1 - along / REACH_M) ** 1.5;
      touched[at] = 1;
      for (let k = at * 3; k < at * 3 + 3; k++) linear[k] = (linear[k] as number) * (1 + light);
    }
  }
}
