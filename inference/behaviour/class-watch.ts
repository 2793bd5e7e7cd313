import { iou } from '../../shared/domain/boxes.ts';
import type { IncidentKind } from '../../shared/schemas/incident.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { coverOfSmaller } from './box-geometry.ts';
import { limits } from './limits.ts';
import type { RawDetection } from './recogniser-port.ts';

/** Something of an event class that the model keeps seeing at one place. */
export interface Sighting {
  readonly kind: IncidentKind;
  readonly label: string;
  bbox: Box;
  readonly firstMs: number;
  lastMs: number;
  /** Scores on the frames since the first, 0 where it was not seen. */
  scores: number[];
}

const kindWords: readonly (readonly [RegExp, IncidentKind])[] = [
  [/\b(accidents?|crash|collision)\b/i, 'accident'],
  [/\b(fire|flames?)\b/i, 'fire'],
  [/\bsmoke\b/i, 'smoke'],
];

/** The incident a class name stands for; null for things. */
export function incidentKindOf(label: string): IncidentKind | null {
  const plain = label.replaceAll(/[_-]+/g, ' ');
  // `no fire`, `non accident`: data sets name their empty class so.
  if (/\bnon?\b/i.test(plain)) return null;
  return kindWords.find(([words]) => words.test(plain))?.[1] ?? null;
}

/** Follows what the model itself calls accident, fire or smoke: one frame says nothing, staying does. */
export class ClassWatch {
  #sightings: Sighting[] = [];

  /** @param detections of a frame on which the network ran */
  update(detections: readonly RawDetection[], nowMs: number): void {
    const open = new Set(this.#sightings);
    for (const { label, score, bbox } of detections) {
      const kind = incidentKindOf(label);
      if (kind === null || score < limits.sightingScore) continue;
      const known = this.#sightings.find((one) => one.kind === kind && (iou(one.bbox, bbox) > 0.2 || coverOfSmaller(one.bbox, bbox) > 0.6));
      if (known === undefined) this.#sightings.push({ kind, label, bbox, firstMs: nowMs, lastMs: nowMs, scores: [score] });
      else if (open.delete(known)) {
        known.bbox = bbox;
        known.lastMs = nowMs;
        known.scores.push(score);
      }
    }
    for (const missed of open) missed.scores.push(0);
    this.#sightings = this.#sightings.filter(({ lastMs }) => nowMs - lastMs <= limits.sightingGapMs);
    for (const sighting of this.#sightings) sighting.scores = sighting.scores.slice(-limits.sightingFrames);
  }

  /** Sightings of a kind that have lasted. */
  lasting(kind: IncidentKind, leastMs: number): Sighting[] {
    return this.#sightings.filter(
      (one) => one.kind === kind && one.lastMs - one.firstMs >= leastMs && seenShare(one) >= limits.sightingShare && one.scores.length >= 3,
    );
  }
}

/** Mean score over the frames on which it was seen. */
export function meanScore({ scores }: Sighting): number {
  const seen = scores.filter((score) => score > 0);
  return seen.reduce((sum, score) => sum + score, 0) / Math.max(1, seen.length);
}

function seenShare({ scores }: Sighting): number {
  return scores.filter((score) => score > 0).length / scores.length;
}
