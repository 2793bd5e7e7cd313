/** A point on the ground, metres. */
export type Point = readonly [x: number, y: number];

const STEP_M = 0.25;
/** Sideways push a driver accepts in a bend, m/s². */
const COMFORT_SIDEWAYS = 2.4;
const COMFORT_BRAKING = 2.2;

/** A way to drive or walk, sampled every 25 cm. */
export class Path {
  readonly length: number;
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  readonly #speed: number[];

  /** @param points corners of the way. @param radius how round the corners are driven, metres. */
  constructor(points: readonly Point[], radius = 0) {
    for (const [x, y] of resample(radius > 0 ? rounded(points, radius) : points)) {
      this.#x.push(x);
      this.#y.push(y);
    }
    this.length = (this.#x.length - 1) * STEP_M;
    this.#speed = this.#speedLimits();
  }

  /** Position after `s` metres; beyond either end the way goes straight on. */
  at(s: number): Point {
    const last = this.#x.length - 1;
    const position = s / STEP_M;
    const i = Math.min(last - 1, Math.max(0, Math.floor(position)));
    const t = position - i;
    const [x0, y0, x1, y1] = [this.#x[i], this.#y[i], this.#x[i + 1], this.#y[i + 1]] as [number, number, number, number];
    return [x0 + (x1 - x0) * t, y0 + (y1 - y0) * t];
  }

  /** How fast the bends at and after `s` let one go, m/s. */
  speedLimit(s: number): number {
    return this.#speed[Math.min(this.#speed.length - 1, Math.max(0, Math.round(s / STEP_M)))] ?? 30;
  }

  /** A vehicle whose axles stand `wheelbase` apart on the way. */
  pose(s: number, wheelbase: number): { x: number; y: number; yaw: number } {
    const front = this.at(s + wheelbase / 2);
    const rear = this.at(s - wheelbase / 2);
    return { x: (front[0] + rear[0]) / 2, y: (front[1] + rear[1]) / 2, yaw: Math.atan2(front[1] - rear[1], front[0] - rear[0]) };
  }

  #speedLimits(): number[] {
    const count = this.#x.length;
    const limits = new Array<number>(count).fill(30);
    const reach = 6;
    for (let i = reach; i + reach < count; i++) {
      const turn = Math.abs(wrapAngle(this.#heading(i, i + reach) - this.#heading(i - reach, i)));
      if (turn > 1e-3) limits[i] = Math.min(30, Math.sqrt((COMFORT_SIDEWAYS * reach * STEP_M) / turn));
    }
    for (let i = count - 2; i >= 0; i--)
      limits[i] = Math.min(limits[i] as number, Math.sqrt((limits[i + 1] as number) ** 2 + 2 * COMFORT_BRAKING * STEP_M));
    return limits;
  }

  #heading(from: number, to: number): number {
    return Math.atan2((this.#y[to] as number) - (this.#y[from] as number), (this.#x[to] as number) - (this.#x[from] as number));
  }
}

export function wrapAngle(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

/** A smooth way from one pose to another, for cars that must turn out of where they stand. */
export function joining(from: { x: number; y: number; yaw: number }, to: { x: number; y: number; yaw: number }, pull = 0.9): Point[] {
  const reach = Math.hypot(to.x - from.x, to.y - from.y) * pull;
  const points: Point[] = [];
  for (let i = 0; i <= 24; i++) {
    const t = i / 24;
    const [h00, h10, h01, h11] = [2 * t ** 3 - 3 * t ** 2 + 1, t ** 3 - 2 * t ** 2 + t, -2 * t ** 3 + 3 * t ** 2, t ** 3 - t ** 2];
    points.push([
      h00 * from.x + h10 * reach * Math.cos(from.yaw) + h01 * to.x + h11 * reach * Math.cos(to.yaw),
      h00 * from.y + h10 * reach * Math.sin(from.yaw) + h01 * to.y + h11 * reach * Math.sin(to.yaw),
    ]);
  }
  return points;
}

function resample(points: readonly Point[]): Point[] {
  const out: Point[] = points[0] ? [points[0]] : [];
  let left = STEP_M;
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b] = [points[i] as Point, points[i + 1] as Point];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    let along = left;
    while (along <= length) {
      out.push([a[0] + ((b[0] - a[0]) * along) / length, a[1] + ((b[1] - a[1]) * along) / length]);
      along += STEP_M;
    }
    left = along - length;
  }
  return out;
}

/** Replaces each corner by an arc that touches both legs. */
function rounded(points: readonly Point[], radius: number): Point[] {
  const out: Point[] = [];
  for (const [i, point] of points.entries()) {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) {
      out.push(point);
      continue;
    }
    const inward = Math.atan2(point[1] - before[1], point[0] - before[0]);
    const turn = wrapAngle(Math.atan2(after[1] - point[1], after[0] - point[0]) - inward);
    const cut = Math.abs(Math.tan(turn / 2)) * radius;
    const side = Math.sign(turn);
    const start: Point = [point[0] - Math.cos(inward) * cut, point[1] - Math.sin(inward) * cut];
    const centre: Point = [start[0] - Math.sin(inward) * radius * side, start[1] + Math.cos(inward) * radius * side];
    for (let k = 0; k <= 12; k++) {
      const angle = inward - (side * Math.PI) / 2 + (turn * k) / 12;
      out.push([centre[0] + Math.cos(angle) * radius, centre[1] + Math.sin(angle) * radius]);
    }
  }
  return out;
}
