import type { Box } from '../schemas/primitives.ts';

/** Intersection over union of two `[x, y, w, h]` boxes, 0..1. */
export function iou(a: Box, b: Box): number {
  const shared = intersectionArea(a, b);
  const union = a[2] * a[3] + b[2] * b[3] - shared;
  return union > 0 ? shared / union : 0;
}

/** Area two `[x, y, w, h]` boxes share, square pixels. */
export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}
