import { iou } from '../../shared/domain/boxes.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { assign } from './assignment.ts';
import { objectKind } from './object-kind.ts';
import type { Track } from './track.ts';
import type { TrackerDetection } from './tracker.ts';

/** How ill a detection fits as a track's next; infinite = not at all. */
export type PairCost = (track: Track, detection: TrackerDetection) => number;

/** Makes the cheapest pairs of things of one kind and takes them out of both lists. */
export function associate(tracks: Track[], detections: TrackerDetection[], cost: PairCost, limit: number): [Track, TrackerDetection][] {
  const pairs = assign(
    tracks.length,
    detections.length,
    (row, column) => {
      const track = tracks[row];
      const detection = detections[column];
      return track && detection && sameKind(track, detection) ? cost(track, detection) : Number.POSITIVE_INFINITY;
    },
    limit,
  ).flatMap(([row, column]): [Track, TrackerDetection][] => {
    const track = tracks[row];
    const detection = detections[column];
    return track && detection ? [[track, detection]] : [];
  });
  remove(
    tracks,
    pairs.map(([track]) => track),
  );
  remove(
    detections,
    pairs.map(([, detection]) => detection),
  );
  return pairs;
}

/** Predicted and detected box overlap. */
export const overlapCost: PairCost = (track, detection) => 1 - iou(track.filter.box, detection.bbox);

/**
 * For objects that moved by more than their own size since the last frame: distance from the prediction, in sizes, and how much the
 * size differs. The reach is wide for an object whose speed is not known yet, and grows with the time gone by.
 * @see Yang et al., "Hard to Track Objects with Irregular Motions and Similar Appearances? Make It Easier by Buffering the Matching
 * Space", WACV 2023, for the idea of matching in a wider space second
 */
export function distanceCost(seconds: number): PairCost {
  return (track, detection) => {
    if (track.stationary) return Number.POSITIVE_INFINITY;
    const [x, y, width, height] = track.filter.box;
    const [otherX, otherY, otherWidth, otherHeight] = detection.bbox;
    const size = (Math.sqrt(width * height) + Math.sqrt(otherWidth * otherHeight)) / 2;
    const distance = Math.hypot(x + width / 2 - otherX - otherWidth / 2, y + height / 2 - otherY - otherHeight / 2) / size;
    const reach = track.hits < 3 ? Math.min(2, 0.6 + 6 * seconds) : Math.min(1.2, 0.5 + 1.5 * seconds);
    const growth = Math.abs(Math.log((width * height) / (otherWidth * otherHeight)));
    return distance > reach || growth > Math.LN2 ? Number.POSITIVE_INFINITY : (distance / reach) * 0.7 + growth * 0.4;
  };
}

/**
 * Drops the weaker of two boxes on one object: suppression by class leaves both when a detector calls a van car and truck.
 * @param detections best first
 */
export function withoutDoubles(detections: readonly TrackerDetection[], maxIou: number): TrackerDetection[] {
  const kept: TrackerDetection[] = [];
  for (const detection of detections) {
    if (!kept.some((other) => alike(other.label, detection.label) && iou(other.bbox, detection.bbox) > maxIou)) kept.push(detection);
  }
  return kept;
}

/** Whether a box lies mostly on one of the others. */
export function liesOn(box: Box, others: readonly Box[], maxIou: number): boolean {
  return others.some((other) => iou(box, other) > maxIou);
}

function sameKind(track: Track, detection: TrackerDetection): boolean {
  return alike(track.label, detection.label);
}

/** Vehicles change their names with the angle; anything else keeps its. */
function alike(a: string, b: string): boolean {
  const kind = objectKind(a);
  return kind === objectKind(b) && (kind !== 'other' || a === b);
}

function remove<T>(from: T[], gone: readonly T[]): void {
  const set = new Set(gone);
  from.splice(0, from.length, ...from.filter((entry) => !set.has(entry)));
}
