import { iou } from '../../shared/domain/boxes.ts';
import type { Box } from '../../shared/schemas/primitives.ts';

/** IoU thresholds of COCO: 0.50, 0.55 ... 0.95. */
export const iouThresholds: readonly number[] = Array.from({ length: 10 }, (_, index) => 0.5 + index * 0.05);

export interface ScoredBox {
  readonly bbox: Box;
  readonly score: number;
}

export interface ClassResult {
  /** Labelled objects. */
  readonly objects: number;
  readonly ap50: number;
  /** Mean over `iouThresholds`. */
  readonly ap50to95: number;
  /** At the working threshold and IoU 0.5; null when nothing was detected there. */
  readonly precision: number | null;
  readonly recall: number;
}

/** One detection, and for each IoU threshold whether it found an object nobody better had found. */
interface Matched {
  readonly score: number;
  readonly hits: readonly boolean[];
}

/**
 * Average precision of one class over pictures, as COCO computes it: greedy matching best score first, precision made falling,
 * sampled at 101 recalls.
 * @see https://cocodataset.org/#detection-eval
 */
export class ClassEvaluation {
  readonly #matched: Matched[] = [];
  #objects = 0;

  /** One picture: everything detected of this class, and everything labelled. */
  add(detected: readonly ScoredBox[], labelled: readonly Box[]): void {
    this.#objects += labelled.length;
    const sorted = detected.toSorted((a, b) => b.score - a.score);
    const taken = iouThresholds.map(() => new Set<number>());
    for (const { bbox, score } of sorted) {
      const overlaps = labelled.map((box) => iou(bbox, box));
      this.#matched.push({ score, hits: iouThresholds.map((least, level) => take(overlaps, least, taken[level] ?? new Set())) });
    }
  }

  get objects(): number {
    return this.#objects;
  }

  /** @returns null when nothing of this class is labelled: then there is nothing to find. */
  result(workingThreshold: number): ClassResult | null {
    if (this.#objects === 0) return null;
    const sorted = this.#matched.toSorted((a, b) => b.score - a.score);
    const precisions = iouThresholds.map((_, level) => averagePrecision(sorted, level, this.#objects));
    const working = sorted.filter(({ score }) => score >= workingThreshold);
    const found = working.filter(({ hits }) => hits[0]).length;
    return {
      objects: this.#objects,
      ap50: precisions[0] ?? 0,
      ap50to95: precisions.reduce((sum, value) => sum + value, 0) / precisions.length,
      precision: working.length === 0 ? null : found / working.length,
      recall: found / this.#objects,
    };
  }
}

/** Takes the object that fits best of those nobody has, if it fits well enough. */
function take(overlaps: readonly number[], least: number, taken: Set<number>): boolean {
  let best = -1;
  let bestOverlap = Math.min(least, 1 - 1e-10);
  overlaps.forEach((overlap, index) => {
    if (taken.has(index) || overlap < bestOverlap) return;
    best = index;
    bestOverlap = overlap;
  });
  if (best >= 0) taken.add(best);
  return best >= 0;
}

function averagePrecision(sorted: readonly Matched[], level: number, objects: number): number {
  const recalls: number[] = [];
  const precisions: number[] = [];
  let found = 0;
  sorted.forEach(({ hits }, index) => {
    if (hits[level]) found++;
    recalls.push(found / objects);
    precisions.push(found / (index + 1));
  });
  for (let at = precisions.length - 2; at >= 0; at--) precisions[at] = Math.max(precisions[at] ?? 0, precisions[at + 1] ?? 0);
  let sum = 0;
  let at = 0;
  for (let step = 0; step <= 100; step++) {
    while (at < recalls.length && (recalls[at] ?? 0) < step / 100) at++;
    sum += precisions[at] ?? 0;
  }
  return sum / 101;
}
