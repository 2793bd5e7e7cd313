import type { Box } from '../../shared/schemas/primitives.ts';

/** Centre of a box. */
export function centreOf([x, y, w, h]: Box): readonly [number, number] {
  return [x + w / 2, y + h / 2];
}

/** Between the centres of two boxes, pixels. */
export function distance(a: Box, b: Box): number {
  const [ax, ay] = centreOf(a);
  const [bx, by] = centreOf(b);
  return Math.hypot(bx - ax, by - ay);
}

/** Length of the shortest line between two boxes, pixels; 0 when they touch or overlap. */
export function gapBetween(a: Box, b: Box): number {
  const across = Math.max(0, Math.max(a[0], b[0]) - Math.min(a[0] + a[2], b[0] + b[2]));
  const down = Math.max(0, Math.max(a[1], b[1]) - Math.min(a[1] + a[3], b[1] + b[3]));
  return Math.hypot(across, down);
}

/** Area both boxes cover over the area of the smaller one, 0..1. */
export function coverOfSmaller(a: Box, b: Box): number {
  const across = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const down = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (across <= 0 || down <= 0) return 0;
  return (across * down) / Math.max(1, Math.min(a[2] * a[3], b[2] * b[3]));
}

/** Smallest box around two. */
export function unionOf(a: Box, b: Box): Box {
  const x = Math.min(a[0], b[0]);
  const y = Math.min(a[1], b[1]);
  return [x, y, Math.max(a[0] + a[2], b[0] + b[2]) - x, Math.max(a[1] + a[3], b[1] + b[3]) - y];
}

/** A box grown on each side by a share of its own size. */
export function grow([x, y, w, h]: Box, share: number): Box {
  return [x - w * share, y - h * share, w * (1 + 2 * share), h * (1 + 2 * share)];
}

/** 0 at `from`, 1 at `to`, straight in between and flat outside. */
export function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
