import type { Box } from '../../../shared/schemas/primitives.ts';

/** A road user on the ground plane, metres; heading in radians, 0 = along +x. */
export interface Body {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

/** A pinhole camera above the ground plane. */
export interface StreetCamera {
  /** Metres. */
  readonly x: number;
  readonly y: number;
  readonly above: number;
  /** Direction it looks at, radians, and how far below the horizon. */
  readonly yaw: number;
  readonly pitch: number;
  /** Focal length over picture width. */
  readonly zoom: number;
}

export const pictureSize = { width: 1280, height: 720 };

/** A box in the picture and how far away its object is. */
export interface Projection {
  readonly bbox: Box;
  readonly depth: number;
  readonly label: string;
}

/** What the camera sees of a body; null when it is behind the camera or (all but) outside the picture. */
export function project(camera: StreetCamera, body: Body): Projection | null {
  const points = cornersOf(body).map((corner) => imagePoint(camera, corner));
  const seen = points.filter((point) => point !== null);
  if (seen.length < points.length) return null;
  const left = Math.max(0, Math.min(...seen.map(([u]) => u)));
  const right = Math.min(pictureSize.width, Math.max(...seen.map(([u]) => u)));
  const top = Math.max(0, Math.min(...seen.map(([, v]) => v)));
  const bottom = Math.min(pictureSize.height, Math.max(...seen.map(([, v]) => v)));
  if (right - left < 8 || bottom - top < 8) return null;
  return { bbox: [left, top, right - left, bottom - top], depth: Math.min(...seen.map(([, , depth]) => depth)), label: body.label };
}

function cornersOf({ x, y, heading, length, width, height }: Body): [number, number, number][] {
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  return [-1, 1].flatMap((along) =>
    [-1, 1].flatMap((across) => {
      const [a, b] = [(along * length) / 2, (across * width) / 2];
      const [px, py] = [x + a * cos - b * sin, y + a * sin + b * cos];
      // Roofs are shorter than floors: a box around the whole cuboid would be larger than a detector's.
      return [[px, py, 0] as [number, number, number], [x + (px - x) * 0.7, y + (py - y) * 0.7, height] as [number, number, number]];
    }),
  );
}

function imagePoint(camera: StreetCamera, [x, y, z]: [number, number, number]): [number, number, number] | null {
  const [dx, dy, dz] = [x - camera.x, y - camera.y, z - camera.above];
  const forward = dx * Math.cos(camera.yaw) + dy * Math.sin(camera.yaw);
  const right = dx * Math.sin(camera.yaw) - dy * Math.cos(camera.yaw);
  const depth = forward * Math.cos(camera.pitch) - dz * Math.sin(camera.pitch);
  const down = -dz * Math.cos(camera.pitch) - forward * Math.sin(camera.pitch);
  if (depth < 1) return null;
  const focal = camera.zoom * pictureSize.width;
  return [pictureSize.width / 2 + (focal * right) / depth, pictureSize.height / 2 + (focal * down) / depth, depth];
}
