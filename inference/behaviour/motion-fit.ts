import type { Box } from '../../shared/schemas/primitives.ts';
import { limits } from './limits.ts';

/** A box at an instant; an edge that lies on the picture's border says nothing about movement and is null. */
export interface Sample {
  readonly atMs: number;
  readonly bbox: Box;
  /** Left, top, right, bottom in pixels. */
  readonly edges: readonly [number | null, number | null, number | null, number | null];
}

/** Straight movement fitted to samples. Velocities are pixels a second. */
export interface Motion {
  /** Slopes of left, top, right, bottom; null where the edge was on the border. */
  readonly edges: readonly [number | null, number | null, number | null, number | null];
  /** What opposite edges share. */
  readonly velocity: readonly [number, number];
  /** Mean of opposite edges. */
  readonly centreVelocity: readonly [number, number];
  /** Mean box height, pixels. */
  readonly height: number;
  /** Root mean square distance of the edges from their lines, in heights. */
  readonly scatter: number;
  readonly samples: number;
  /** From the first sample to the last. */
  readonly spanMs: number;
}

/**
 * The movement two opposite edges share. A box that is being hidden, revealed or cut moves one edge only, and a turning one moves
 * its edges apart: what both edges agree on is movement of the object. @returns 0 when they disagree or one is not known.
 */
export function shared(a: number | null, b: number | null): number {
  if (a === null || b === null || a * b <= 0) return 0;
  return Math.abs(a) < Math.abs(b) ? a : b;
}

/** Least squares over the samples given (in order of time). @returns null for fewer than two instants. */
export function fitMotion(samples: readonly Sample[]): Motion | null {
  const first = samples[0];
  if (first === undefined || samples.length < 2) return null;
  const lines = [0, 1, 2, 3].map((edge) => fitEdge(samples, edge, first.atMs));
  const [left = null, top = null, right = null, bottom = null] = lines.map((line) => line?.slope ?? null);
  const squares = lines.reduce((sum, line) => sum + (line?.squares ?? 0), 0);
  const residuals = lines.reduce((sum, line) => sum + (line?.count ?? 0), 0);
  const height = samples.reduce((sum, { bbox }) => sum + bbox[3], 0) / samples.length;
  return {
    edges: [left, top, right, bottom],
    velocity: [shared(left, right), shared(top, bottom)],
    centreVelocity: [mean(left, right), mean(top, bottom)],
    height,
    scatter: residuals === 0 ? 0 : Math.sqrt(squares / residuals) / height,
    samples: samples.length,
    spanMs: (samples.at(-1) ?? first).atMs - first.atMs,
  };
}

/** A fit good enough to speak of one object moving steadily. */
export function isSteady({ samples, spanMs, scatter }: Motion): boolean {
  return samples >= limits.fitSamples && spanMs >= limits.fitSpanMs && scatter <= limits.fitScatter;
}

/** Speed that opposite edges share, heights a second: never more than the object's own. */
export function leastSpeed(motion: Motion): number {
  return Math.hypot(motion.velocity[0], motion.velocity[1]) / motion.height;
}

/** Speed of the centre, heights a second. */
export function centreSpeed(motion: Motion): number {
  return Math.hypot(motion.centreVelocity[0], motion.centreVelocity[1]) / motion.height;
}

function mean(a: number | null, b: number | null): number {
  return a === null || b === null ? (a ?? b ?? 0) : (a + b) / 2;
}

function fitEdge(samples: readonly Sample[], edge: number, originMs: number): { slope: number; squares: number; count: number } | null {
  const points = samples.flatMap((sample) => {
    const at = sample.edges[edge] ?? null;
    return at === null ? [] : [[(sample.atMs - originMs) / 1000, at] as const];
  });
  if (points.length < 2) return null;
  const meanT = points.reduce((sum, [t]) => sum + t, 0) / points.length;
  const meanAt = points.reduce((sum, [, at]) => sum + at, 0) / points.length;
  const spread = points.reduce((sum, [t]) => sum + (t - meanT) ** 2, 0);
  if (spread === 0) return null;
  const slope = points.reduce((sum, [t, at]) => sum + (t - meanT) * (at - meanAt), 0) / spread;
  const squares = points.reduce((sum, [t, at]) => sum + (at - meanAt - slope * (t - meanT)) ** 2, 0);
  return { slope, squares, count: points.length };
}
