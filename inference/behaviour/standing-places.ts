import type { Box } from '../../shared/schemas/primitives.ts';
import { distance } from './box-geometry.ts';
import { limits } from './limits.ts';
import type { TrackMemory } from './track-memory.ts';

interface Place {
  bbox: Box;
  readonly trackId: number;
  readonly sinceMs: number;
  seenMs: number;
}

/**
 * Where vehicles stand, under which track. A vehicle that seems to stop dead at a place where another has just been standing is that
 * other one: hidden for a moment, or taken over by the track of a vehicle that passed in front of it.
 */
export class StandingPlaces {
  #places: Place[] = [];

  /** @param vehicles detected on this frame */
  update(vehicles: readonly TrackMemory[], nowMs: number): void {
    for (const { id, bbox, standingMs } of vehicles) {
      if (standingMs < limits.standingForMs) continue;
      const known = this.#places.find((place) => place.trackId === id && distance(place.bbox, bbox) < bbox[3] / 2);
      if (known === undefined) this.#places.push({ bbox, trackId: id, sinceMs: nowMs - standingMs, seenMs: nowMs });
      else [known.bbox, known.seenMs] = [bbox, nowMs];
    }
    this.#places = this.#places.filter(({ seenMs }) => nowMs - seenMs <= limits.placeKeptMs);
  }

  /** Whether another vehicle stood where this one stands, before it did. */
  stoodThereBefore({ id, bbox, standingFromMs, seenMs }: TrackMemory): boolean {
    const fromMs = standingFromMs ?? seenMs;
    return this.#places.some(
      (place) => place.trackId !== id && place.sinceMs < fromMs && distance(place.bbox, bbox) < limits.samePlace * bbox[3],
    );
  }
}
