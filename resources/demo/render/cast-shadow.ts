import type { Camera } from './camera.ts';
import type { PixelRect } from './gbuffer.ts';
import { type Instance, matrixOf } from './instance.ts';
import type { Vec3 } from './vec.ts';

/** Where moving things keep light from the ground: Uint8Array [height, width], 0..255. */
export interface ShadowMask {
  readonly width: number;
  readonly height: number;
  readonly sun: Uint8Array;
  /** Under and beside a thing even the sky's light is short. */
  readonly sky: Uint8Array;
}

export const createShadowMask = (width: number, height: number): ShadowMask => ({
  width,
  height,
  sun: new Uint8Array(width * height),
  sky: new Uint8Array(width * height),
});

const matrix = new Float64Array(12);
let screen = new Float32Array(2048);

/** Throws the mesh along the sun's rays onto the ground. @returns the pixels that may have changed, or null. */
export function castSunShadow(mask: ShadowMask, camera: Camera, { mesh, pose }: Instance, sun: Vec3): PixelRect | null {
  const count = mesh.positions.length / 3;
  if (screen.length < count * 2) screen = new Float32Array(count * 4);
  const m = matrixOf(pose, matrix);
  const slopeX = -sun[0] / Math.max(0.12, sun[2]);
  const slopeY = -sun[1] / Math.max(0.12, sun[2]);
  const rect: PixelRect = { left: mask.width, top: mask.height, right: 0, bottom: 0 };
  for (let i = 0; i < count; i++) {
    const [px, py, pz] = [mesh.positions[i * 3], mesh.positions[i * 3 + 1], mesh.positions[i * 3 + 2]] as [number, number, number];
    const height = Math.max(0, row(m, 8, px, py, pz));
    if (!toScreen(camera, row(m, 0, px, py, pz) + height * slopeX, row(m, 4, px, py, pz) + height * slopeY, i)) return null;
  }
  for (let face = 0; face < mesh.slots.length; face++) {
    const [a, b, c] = [mesh.corners[face * 3], mesh.corners[face * 3 + 1], mesh.corners[face * 3 + 2]] as [number, number, number];
    // The side away from the camera throws the same shadow as the side towards it.
    if (turnsClockwise(a, b, c)) fill(mask.sun, mask.width, mask.height, a, b, c, 255, rect);
  }
  return rect.left < rect.right ? rect : null;
}

/** Darkens the ground under a footprint `[length, width]` metres, spread a little outside it. */
export function castContactShadow(
  mask: ShadowMask,
  camera: Camera,
  { pose }: Instance,
  footprint: readonly [number, number],
): PixelRect | null {
  const rect: PixelRect = { left: mask.width, top: mask.height, right: 0, bottom: 0 };
  const c = Math.cos(pose.yaw);
  const s = Math.sin(pose.yaw);
  for (const [spread, strength] of [
    [0.5, 50],
    [0.22, 120],
    [-0.05, 200],
  ] as const) {
    const halfLength = footprint[0] / 2 + spread;
    const halfWidth = footprint[1] / 2 + spread;
    const corners = [
      [halfLength, halfWidth],
      [halfLength, -halfWidth],
      [-halfLength, -halfWidth],
      [-halfLength, halfWidth],
    ] as const;
    for (const [i, [x, y]] of corners.entries()) {
      if (!toScreen(camera, pose.x + x * c - y * s, pose.y + x * s + y * c, i)) return null;
    }
    fill(mask.sky, mask.width, mask.height, 0, 1, 2, strength, rect);
    fill(mask.sky, mask.width, mask.height, 0, 2, 3, strength, rect);
  }
  return rect.left < rect.right ? rect : null;
}

const row = (m: Float64Array, at: number, x: number, y: number, z: number): number =>
  (m[at] as number) * x + (m[at + 1] as number) * y + (m[at + 2] as number) * z + (m[at + 3] as number);

/** @returns false when the point is behind the camera. */
function toScreen({ position, forward, right, up, width, height, focalPx }: Camera, x: number, y: number, index: number): boolean {
  const dx = x - position[0];
  const dy = y - position[1];
  const dz = -position[2];
  const distance = dx * forward[0] + dy * forward[1] + dz * forward[2];
  if (distance < 0.5) return false;
  screen[index * 2] = width / 2 - 0.5 + ((dx * right[0] + dy * right[1] + dz * right[2]) / distance) * focalPx;
  screen[index * 2 + 1] = height / 2 - 0.5 - ((dx * up[0] + dy * up[1] + dz * up[2]) / distance) * focalPx;
  return true;
}

function turnsClockwise(a: number, b: number, c: number): boolean {
  const [xa, ya] = [screen[a * 2] as number, screen[a * 2 + 1] as number];
  const [xb, yb] = [screen[b * 2] as number, screen[b * 2 + 1] as number];
  const [xc, yc] = [screen[c * 2] as number, screen[c * 2 + 1] as number];
  return (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya) < 0;
}

function fill(mask: Uint8Array, width: number, height: number, a: number, b: number, c: number, value: number, rect: PixelRect): void {
  const [xa, ya] = [screen[a * 2] as number, screen[a * 2 + 1] as number];
  const [xb, yb] = [screen[b * 2] as number, screen[b * 2 + 1] as number];
  const [xc, yc] = [screen[c * 2] as number, screen[c * 2 + 1] as number];
  const area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya);
  if (Math.abs(area) < 1e-6) return;
  const left = Math.max(0, Math.ceil(Math.min(xa, xb, xc)));
  const right = Math.min(width - 1, Math.floor(Math.max(xa, xb, xc)));
  const top = Math.max(0, Math.ceil(Math.min(ya, yb, yc)));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ya, yb, yc)));
  if (left > right || top > bottom) return;
  rect.left = Math.min(rect.left, left);
  rect.right = Math.max(rect.right, right + 1);
  rect.top = Math.min(rect.top, top);
  rect.bottom = Math.max(rect.bottom, bottom + 1);
  const k = 1 / area;
  const stepB = (yc - ya) * k;
  const stepC = -(yb - ya) * k;
  for (let y = top; y <= bottom; y++) {
    let wb = ((left - xa) * (yc - ya) - (xc - xa) * (y - ya)) * k;
    let wc = ((xb - xa) * (y - ya) - (left - xa) * (yb - ya)) * k;
    for (let x = left, at = y * width + left; x <= right; x++, at++, wb += stepB, wc += stepC) {
      if (wb >= 0 && wc >= 0 && wb + wc <= 1 && (mask[at] as number) < value) mask[at] = value;
    }
  }
}

/** Softens both masks inside the rectangle, in place. */
export function softenMask(mask: ShadowMask, rect: PixelRect): void {
  for (const plane of [mask.sun, mask.sky]) {
    smooth(plane, mask.width, rect, 1);
    smooth(plane, mask.width, rect, mask.width);
  }
}

function smooth(plane: Uint8Array, width: number, { left, right, top, bottom }: PixelRect, step: number): void {
  const last = plane.length - 1;
  for (let y = top; y < bottom; y++) {
    let before = plane[Math.max(0, y * width + left - step)] as number;
    for (let x = left, at = y * width + left; x < right; x++, at++) {
      const here = plane[at] as number;
      const previous = step === 1 ? before : (plane[Math.max(0, at - step)] as number);
      plane[at] = (previous + 2 * here + (plane[Math.min(last, at + step)] as number)) >> 2;
      before = here;
    }
  }
}
