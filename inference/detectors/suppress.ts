import type { Candidates } from './candidates.ts';

export interface SuppressOptions {
  /** Boxes of one class that overlap a better one by more than this IoU go. */
  readonly maxIou: number;
  /** Only this many best candidates are looked at. */
  readonly maxCandidates: number;
  /** At most this many are kept. */
  readonly maxKept: number;
}

/**
 * Greedy class-aware non-maximum suppression.
 * @returns indices into `boxes`, best score first.
 */
export function suppress(boxes: Candidates, options: SuppressOptions): number[] {
  const order = bestFirst(boxes, options.maxCandidates);
  const kept: number[] = [];
  for (const index of order) {
    if (kept.length === options.maxKept) break;
    if (!kept.some((other) => boxes.classIndex[other] === boxes.classIndex[index] && overlap(boxes, index, other) > options.maxIou)) {
      kept.push(index);
    }
  }
  return kept;
}

/** Indices by falling score, at most `limit`; equal scores keep their order, so that results repeat. */
export function bestFirst(boxes: Candidates, limit: number): number[] {
  const order = Array.from({ length: boxes.length }, (_, index) => index);
  order.sort((a, b) => at(boxes.score, b) - at(boxes.score, a) || a - b);
  if (order.length > limit) order.length = limit;
  return order;
}

function overlap(boxes: Candidates, a: number, b: number): number {
  const width = Math.min(at(boxes.right, a), at(boxes.right, b)) - Math.max(at(boxes.left, a), at(boxes.left, b));
  const height = Math.min(at(boxes.bottom, a), at(boxes.bottom, b)) - Math.max(at(boxes.top, a), at(boxes.top, b));
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(boxes, a) + area(boxes, b) - shared);
}

function area(boxes: Candidates, index: number): number {
  return (at(boxes.right, index) - at(boxes.left, index)) * (at(boxes.bottom, index) - at(boxes.top, index));
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? 0;
}
