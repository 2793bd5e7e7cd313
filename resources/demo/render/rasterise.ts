import type { Camera } from './camera.ts';
import type { GBuffer, PixelRect } from './gbuffer.ts';
import { type Instance, matrixOf } from './instance.ts';
import { encodeDirection } from './normals.ts';

/** Nearer than this nothing is drawn, metres. */
const NEAR_M = 0.4;
/** Floats a corner on its way to the screen: across, above, distance (metres), normal u, normal v. */
const STRIDE = 5;

let corner = new Float32Array(STRIDE * 1024);
const matrix = new Float64Array(12);
const directions = new Float32Array(2);

/**
 * Draws one mesh into the buffer where it is nearer than what is there.
 * @returns the rectangle of samples it may have touched, or null when it is out of view.
 */
export function drawInstance(buffer: GBuffer, camera: Camera, instance: Instance): PixelRect | null {
  if (!mayBeSeen(camera, instance)) return null;
  const { mesh } = instance;
  toCameraSpace(camera, instance);
  const touched: PixelRect = { left: buffer.width, top: buffer.height, right: 0, bottom: 0 };
  const { corners, slots } = mesh;
  for (let face = 0; face < slots.length; face++) {
    const material = instance.palette[slots[face] as number] as number;
    const a = (corners[face * 3] as number) * STRIDE;
    const b = (corners[face * 3 + 1] as number) * STRIDE;
    const c = (corners[face * 3 + 2] as number) * STRIDE;
    const nearest = Math.min(corner[a + 2] as number, corner[b + 2] as number, corner[c + 2] as number);
    if (nearest >= NEAR_M) fillFromCorners(buffer, camera, corner, a, b, c, material, instance.object, touched);
    else clipAndFill(buffer, camera, [a, b, c], material, instance.object, touched);
  }
  return touched.left < touched.right ? touched : null;
}

function mayBeSeen(camera: Camera, { mesh, pose }: Instance): boolean {
  const radius = mesh.radius * (pose.scale ?? 1);
  const dx = pose.x - camera.position[0];
  const dy = pose.y - camera.position[1];
  const dz = (pose.z ?? 0) - camera.position[2];
  const distance = dx * camera.forward[0] + dy * camera.forward[1] + dz * camera.forward[2];
  if (distance < -radius) return false;
  const across = Math.abs(dx * camera.right[0] + dy * camera.right[1] + dz * camera.right[2]);
  const above = Math.abs(dx * camera.up[0] + dy * camera.up[1] + dz * camera.up[2]);
  const halfWidth = camera.width / 2 / camera.focalPx;
  const halfHeight = camera.height / 2 / camera.focalPx;
  const reach = Math.max(distance, 0);
  return across < reach * halfWidth + radius * (1 + halfWidth) && above < reach * halfHeight + radius * (1 + halfHeight);
}

function toCameraSpace(camera: Camera, { mesh, pose }: Instance): void {
  const count = mesh.positions.length / 3;
  if (corner.length < count * STRIDE) corner = new Float32Array(count * STRIDE * 2);
  const m = matrixOf(pose, matrix);
  const k = 1 / (pose.scale ?? 1);
  const [m0, m1, m2, m4, m5, m6, m8, m9, m10] = [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]] as unknown as NineNumbers;
  const ox = pose.x - camera.position[0];
  const oy = pose.y - camera.position[1];
  const oz = (pose.z ?? 0) - camera.position[2];
  const [rx, ry, rz] = camera.right;
  const [ux, uy, uz] = camera.up;
  const [fx, fy, fz] = camera.forward;
  const { positions, normals } = mesh;
  for (let i = 0, at = 0; i < count * 3; i += 3, at += STRIDE) {
    const px = positions[i] as number;
    const py = positions[i + 1] as number;
    const pz = positions[i + 2] as number;
    const x = m0 * px + m1 * py + m2 * pz + ox;
    const y = m4 * px + m5 * py + m6 * pz + oy;
    const z = m8 * px + m9 * py + m10 * pz + oz;
    corner[at] = x * rx + y * ry + z * rz;
    corner[at + 1] = x * ux + y * uy + z * uz;
    corner[at + 2] = x * fx + y * fy + z * fz;
    const nx = normals[i] as number;
    const ny = normals[i + 1] as number;
    const nz = normals[i + 2] as number;
    encodeDirection(
      (m0 * nx + m1 * ny + m2 * nz) * k,
      (m4 * nx + m5 * ny + m6 * nz) * k,
      (m8 * nx + m9 * ny + m10 * nz) * k,
      directions,
      0,
    );
    corner[at + 3] = directions[0] as number;
    corner[at + 4] = directions[1] as number;
  }
}
type NineNumbers = [number, number, number, number, number, number, number, number, number];

/** Cuts away what lies behind the near plane; the rest is a fan of triangles. */
function clipAndFill(
  buffer: GBuffer,
  camera: Camera,
  triangle: readonly number[],
  material: number,
  object: number,
  touched: PixelRect,
): void {
  const kept: number[][] = [];
  for (let i = 0; i < 3; i++) {
    const from = Array.from(corner.subarray(triangle[i], (triangle[i] as number) + STRIDE));
    const next = triangle[(i + 1) % 3] as number;
    const to = Array.from(corner.subarray(next, next + STRIDE));
    const [start, end] = [from[2] as number, to[2] as number];
    if (start >= NEAR_M) kept.push(from);
    if (start >= NEAR_M !== end >= NEAR_M) {
      const t = (NEAR_M - start) / (end - start);
      kept.push(from.map((value, k) => value + ((to[k] as number) - value) * t));
    }
  }
  const fan = Float32Array.from(kept.flat());
  for (let i = 1; i + 1 < kept.length; i++) {
    fillFromCorners(buffer, camera, fan, 0, i * STRIDE, (i + 1) * STRIDE, material, object, touched);
  }
}

function fillFromCorners(
  buffer: GBuffer,
  camera: Camera,
  from: Float32Array,
  a: number,
  b: number,
  c: number,
  material: number,
  object: number,
  touched: PixelRect,
): void {
  const { width, height, nearness } = buffer;
  const za = 1 / (from[a + 2] as number);
  const zb = 1 / (from[b + 2] as number);
  const zc = 1 / (from[c + 2] as number);
  const halfX = width / 2 - 0.5;
  const halfY = height / 2 - 0.5;
  const xa = halfX + (from[a] as number) * za * camera.focalPx;
  const ya = halfY - (from[a + 1] as number) * za * camera.focalPx;
  const xb = halfX + (from[b] as number) * zb * camera.focalPx;
  const yb = halfY - (from[b + 1] as number) * zb * camera.focalPx;
  const xc = halfX + (from[c] as number) * zc * camera.focalPx;
  const yc = halfY - (from[c + 1] as number) * zc * camera.focalPx;
  // Screen y runs down, so a face seen from outside turns clockwise here.
  const area = (xc - xa) * (yb - ya) - (xb - xa) * (yc - ya);
  if (area <= 1e-6) return;
  const left = Math.max(0, Math.ceil(Math.min(xa, xb, xc)));
  const right = Math.min(width - 1, Math.floor(Math.max(xa, xb, xc)));
  const top = Math.max(0, Math.ceil(Math.min(ya, yb, yc)));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ya, yb, yc)));
  if (left > right || top > bottom) return;
  touched.left = Math.min(touched.left, left);
  touched.right = Math.max(touched.right, right + 1);
  touched.top = Math.min(touched.top, top);
  touched.bottom = Math.max(touched.bottom, bottom + 1);

  const inverse = 1 / area;
  // Weight of b and c, linear over the screen; of a is the rest.
  const stepBx = -(yc - ya) * inverse;
  const stepBy = (xc - xa) * inverse;
  const stepCx = (yb - ya) * inverse;
  const stepCy = -(xb - xa) * inverse;
  const ua = from[a + 3] as number;
  const va = from[a + 4] as number;
  const ub = (from[b + 3] as number) - ua;
  const vb = (from[b + 4] as number) - va;
  const uc = (from[c + 3] as number) - ua;
  const vc = (from[c + 4] as number) - va;
  const dzb = zb - za;
  const dzc = zc - za;
  for (let y = top; y <= bottom; y++) {
    let wb = (left - xa) * stepBx + (y - ya) * stepBy;
    let wc = (left - xa) * stepCx + (y - ya) * stepCy;
    let at = y * width + left;
    for (let x = left; x <= right; x++, at++, wb += stepBx, wc += stepCx) {
      if (wb < -1e-5 || wc < -1e-5 || wb + wc > 1.00001) continue;
      const z = za + wb * dzb + wc * dzc;
      if (z <= (nearness[at] as number)) continue;
      nearness[at] = z;
      buffer.normal[at] = ((va + wb * vb + wc * vc + 0.5) << 8) | (ua + wb * ub + wc * uc + 0.5);
      buffer.material[at] = material;
      buffer.object[at] = object;
    }
  }
}
