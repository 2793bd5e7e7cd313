import type { Mesh } from '../mesh/mesh.ts';

/** Where a thing stands and how it is turned. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly z?: number;
  /** Anticlockwise from east, radians. */
  readonly yaw: number;
  /** Nose up positive, radians. */
  readonly pitch?: number;
  /** Left side up positive, radians. */
  readonly roll?: number;
  readonly scale?: number;
}

/** One mesh in the world. */
export interface Instance {
  readonly mesh: Mesh;
  readonly pose: Pose;
  /** Slot of the mesh → material number. */
  readonly palette: Uint16Array;
  /** 0 = background, else what ground truth calls it. */
  readonly object: number;
}

/** Float64Array [3, 4], rows: world = rotation × own + position. */
export function matrixOf({ x, y, z = 0, yaw, pitch = 0, roll = 0, scale = 1 }: Pose, out = new Float64Array(12)): Float64Array {
  const [cy, sy, cp, sp, cr, sr] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch), Math.cos(roll), Math.sin(roll)];
  out[0] = cy * cp * scale;
  out[1] = (-sy * cr - cy * sp * sr) * scale;
  out[2] = (sy * sr - cy * sp * cr) * scale;
  out[3] = x;
  out[4] = sy * cp * scale;
  out[5] = (cy * cr - sy * sp * sr) * scale;
  out[6] = (-cy * sr - sy * sp * cr) * scale;
  out[7] = y;
  out[8] = sp * scale;
  out[9] = cp * sr * scale;
  out[10] = cp * cr * scale;
  out[11] = z;
  return out;
}
