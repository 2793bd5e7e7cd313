import { cross, normalise, subtract, type Vec3 } from './vec.ts';

/** Where the picture is taken from. The focal length is in pixels of the picture, so it also fixes the angle of view. */
export interface Camera {
  readonly width: number;
  readonly height: number;
  readonly position: Vec3;
  readonly right: Vec3;
  readonly up: Vec3;
  readonly forward: Vec3;
  readonly focalPx: number;
}

/** @param fovDeg horizontal angle of view. @param rollDeg how far the mount is out of true. */
export function lookAt(
  position: Vec3,
  target: Vec3,
  { fovDeg, width, height, rollDeg = 0 }: { fovDeg: number; width: number; height: number; rollDeg?: number },
): Camera {
  const forward = normalise(subtract(target, position));
  const level = normalise(cross(forward, [0, 0, 1]));
  const plumb = cross(level, forward);
  const c = Math.cos((rollDeg * Math.PI) / 180);
  const s = Math.sin((rollDeg * Math.PI) / 180);
  const right: Vec3 = [level[0] * c + plumb[0] * s, level[1] * c + plumb[1] * s, level[2] * c + plumb[2] * s];
  const up: Vec3 = [plumb[0] * c - level[0] * s, plumb[1] * c - level[1] * s, plumb[2] * c - level[2] * s];
  return { width, height, position, right, up, forward, focalPx: width / 2 / Math.tan((fovDeg * Math.PI) / 360) };
}

/** The same view with `factor` times as many pixels each way. */
export function enlarged(camera: Camera, factor: number): Camera {
  return { ...camera, width: camera.width * factor, height: camera.height * factor, focalPx: camera.focalPx * factor };
}

/** @returns pixel position and distance along the view axis in metres; negative distance is behind the camera. */
export function project(camera: Camera, point: Vec3): { x: number; y: number; distance: number } {
  const d = subtract(point, camera.position);
  const distance = d[0] * camera.forward[0] + d[1] * camera.forward[1] + d[2] * camera.forward[2];
  const across = d[0] * camera.right[0] + d[1] * camera.right[1] + d[2] * camera.right[2];
  const above = d[0] * camera.up[0] + d[1] * camera.up[1] + d[2] * camera.up[2];
  return {
    x: camera.width / 2 + (across / distance) * camera.focalPx,
    y: camera.height / 2 - (above / distance) * camera.focalPx,
    distance,
  };
}

/** Where the ray through a pixel meets the ground (z = 0), or null above the horizon. */
export function groundPoint(camera: Camera, x: number, y: number): Vec3 | null {
  const a = (x - camera.width / 2) / camera.focalPx;
  const b = (camera.height / 2 - y) / camera.focalPx;
  const [fx, fy, fz] = camera.forward;
  const dz = fz + a * camera.right[2] + b * camera.up[2];
  if (dz >= -1e-4) return null;
  const t = -camera.position[2] / dz;
  return [
    camera.position[0] + t * (fx + a * camera.right[0] + b * camera.up[0]),
    camera.position[1] + t * (fy + a * camera.right[1] + b * camera.up[1]),
    0,
  ];
}
