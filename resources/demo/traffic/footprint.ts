/** A vehicle's outline on the ground: a turned rectangle, metres and radians. */
export interface Footprint {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly length: number;
  readonly width: number;
}

/** How deep and in which direction two outlines overlap. */
export interface Overlap {
  readonly depth: number;
  /** Unit vector that moves the second one out of the first. */
  readonly nx: number;
  readonly ny: number;
}

type Corner = readonly [x: number, y: number];

export function cornersOf({ x, y, yaw, length, width }: Footprint): Corner[] {
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
  return [
    [1, 1],
    [1, -1],
    [-1, -1],
    [-1, 1],
  ].map(([i, j]): Corner => {
    const [along, across] = [((i as number) * length) / 2, ((j as number) * width) / 2];
    return [x + along * c - across * s, y + along * s + across * c];
  });
}

/** Whether a point lies within `margin` metres of the outline. */
export function covers(print: Footprint, px: number, py: number, margin: number): boolean {
  const [dx, dy] = [px - print.x, py - print.y];
  const [c, s] = [Math.cos(print.yaw), Math.sin(print.yaw)];
  return Math.abs(dx * c + dy * s) < print.length / 2 + margin && Math.abs(dy * c - dx * s) < print.width / 2 + margin;
}

/** Separating axes: null when the outlines are apart. */
export function overlapOf(a: Footprint, b: Footprint): Overlap | null {
  const [ca, cb] = [cornersOf(a), cornersOf(b)];
  let least: Overlap | null = null;
  for (const yaw of [a.yaw, a.yaw + Math.PI / 2, b.yaw, b.yaw + Math.PI / 2]) {
    const [nx, ny] = [Math.cos(yaw), Math.sin(yaw)];
    const [lowA, highA] = span(ca, nx, ny);
    const [lowB, highB] = span(cb, nx, ny);
    const depth = Math.min(highA - lowB, highB - lowA);
    if (depth <= 0) return null;
    if (!least || depth < least.depth) {
      const sign = (b.x - a.x) * nx + (b.y - a.y) * ny >= 0 ? 1 : -1;
      least = { depth, nx: nx * sign, ny: ny * sign };
    }
  }
  return least;
}

function span(corners: readonly Corner[], nx: number, ny: number): [number, number] {
  const along = corners.map(([x, y]) => x * nx + y * ny);
  return [Math.min(...along), Math.max(...along)];
}

/** Middle of the corners of either that lie inside the other: where they touch. */
export function contactPoint(a: Footprint, b: Footprint): Corner {
  const inside = [...cornersOf(a).filter(([x, y]) => covers(b, x, y, 0.02)), ...cornersOf(b).filter(([x, y]) => covers(a, x, y, 0.02))];
  if (inside.length === 0) return [(a.x + b.x) / 2, (a.y + b.y) / 2];
  return [inside.reduce((sum, [x]) => sum + x, 0) / inside.length, inside.reduce((sum, [, y]) => sum + y, 0) / inside.length];
}
