import { limits } from './limits.ts';
import { fitMotion, isSteady, leastSpeed, shared, type Motion, type Sample } from './motion-fit.ts';

/** A change of velocity that ordinary driving does not make. */
export interface SuddenChange {
  readonly kind: 'stop' | 'turn';
  /** Heights a second. */
  readonly size: number;
  readonly atMs: number;
}

/**
 * Looks for the instant in the last second at which the movement before and the movement after differ most.
 * @param samples of one track, in order of time, detections only
 */
export function findSuddenChange(samples: readonly Sample[], nowMs: number): SuddenChange | null {
  let found: SuddenChange | null = null;
  for (const { atMs } of samples) {
    if (nowMs - atMs > limits.fitMs + 150) continue;
    const before = steady(samples.filter((sample) => sample.atMs <= atMs && sample.atMs >= atMs - limits.fitMs));
    const after = steady(samples.filter((sample) => sample.atMs >= atMs && sample.atMs <= atMs + limits.fitMs));
    if (before === null || after === null) continue;
    const change = changeBetween(before, after);
    if (change !== null && (found === null || change.size > found.size)) found = { ...change, atMs };
  }
  return found;
}

function steady(samples: readonly Sample[]): Motion | null {
  const motion = fitMotion(samples);
  return motion !== null && isSteady(motion) ? motion : null;
}

/**
 * Constant speed on the road is not constant in the picture: it scales with the box height for movement across, and with its square
 * for movement along the line of sight. The expectation that explains the movement after it best is the one that counts.
 */
function changeBetween(before: Motion, after: Motion): Omit<SuddenChange, 'atMs'> | null {
  if (leastSpeed(before) < limits.drivingFrom) return null;
  const height = (before.height + after.height) / 2;
  // More than this within a second is a box that changed its shape, not its distance.
  const growth = Math.min(1.4, Math.max(0.7, after.height / before.height));
  const powers = growth > 1 ? [0, 1, 2] : [0, 1];
  const options = powers.map((power) => differenceFrom(before, after, growth ** power));
  const { expected, dx, dy } = options.reduce((a, b) => (Math.hypot(b.dx, b.dy) < Math.hypot(a.dx, a.dy) ? b : a));
  const speed = Math.hypot(...expected);
  const speedAfter = Math.hypot(expected[0] + dx, expected[1] + dy);
  const faster = (dx * expected[0] + dy * expected[1]) / speed / height;
  const across = Math.abs(dx * expected[1] - dy * expected[0]) / speed / height;
  if (speedAfter < limits.stopShare * speed && -faster >= limits.suddenFrom) return { kind: 'stop', size: -faster };
  const sideways = speedAfter / height >= limits.drivingFrom ? across : 0;
  const size = Math.max(sideways, faster - limits.engine);
  return size >= limits.suddenFrom ? { kind: 'turn', size } : null;
}

function differenceFrom(before: Motion, after: Motion, factor: number) {
  const [left = null, top = null, right = null, bottom = null] = before.edges.map((from, edge) => {
    const to = after.edges[edge] ?? null;
    return from === null || to === null ? null : to - from * factor;
  });
  const expected = [before.velocity[0] * factor, before.velocity[1] * factor] as const;
  return { expected, dx: shared(left, right), dy: shared(top, bottom) };
}
