import type { Canvas } from './canvas.ts';
import { type Camera, project } from './camera.ts';
import type { Vec3 } from './vec.ts';

/** A light that shines into the lens (a lamp, a headlight) or smoke that veils what is behind. */
export interface Glow {
  readonly at: Vec3;
  /** Radius of the haze round it, metres. */
  readonly radius: number;
  readonly colour: Vec3;
  /** Added light at the centre; for `veil`, share of what is behind that is hidden. */
  readonly strength: number;
  readonly veil?: boolean;
}

/** Adds one glow where nothing nearer hides its centre. */
export function addGlow({ linear, touched }: Canvas, camera: Camera, glow: Glow, nearness: Float32Array, sampling: number): void {
  const { x, y, distance } = project(camera, glow.at);
  if (distance < 1) return;
  const radiusPx = Math.min(160, (glow.radius / distance) * camera.focalPx);
  const column = Math.min(camera.width - 1, Math.max(0, Math.floor(x)));
  const row = Math.min(camera.height - 1, Math.max(0, Math.floor(y)));
  const inFront = nearness[row * sampling * camera.width * sampling + column * sampling] as number;
  if (!glow.veil && inFront > 1 / (distance - 0.6)) return;
  const left = Math.max(0, Math.floor(x - radiusPx));
  const right = Math.min(camera.width - 1, Math.ceil(x + radiusPx));
  const bottom = Math.min(camera.height - 1, Math.ceil(y + radiusPx));
  for (let v = Math.max(0, Math.floor(y - radiusPx)); v <= bottom; v++) {
    for (let u = left; u <= right; u++) {
      const away = ((u + 0.5 - x) ** 2 + (v + 0.5 - y) ** 2) / (radiusPx * radiusPx);
      if (away >= 1) continue;
      const share = glow.strength * (1 - away) ** 2;
      touched[v * camera.width + u] = 1;
      const at = (v * camera.width + u) * 3;
      for (let k = 0; k < 3; k++) {
        const here = linear[at + k] as number;
        linear[at + k] = glow.veil ? here + ((glow.colour[k] as number) - here) * share : here + (glow.colour[k] as number) * share;
      }
    }
  }
}
