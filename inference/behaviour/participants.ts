import type { Box } from '../../shared/schemas/primitives.ts';
import { distance, gapBetween } from './box-geometry.ts';
import { limits } from './limits.ts';
import { centreSpeed } from './motion-fit.ts';
import type { TrackMemory } from './track-memory.ts';

/** A vehicle of a suspicion, and how it was when it became involved. */
export interface Participant {
  readonly track: TrackMemory;
  /** Heights/s; 0 when not known yet. */
  readonly speed: number;
  readonly place: Box;
  readonly stood: boolean;
  /** Seen for the first time: may be as fast as any. */
  readonly fresh: boolean;
  /** Seen for the first time after the suspicion was opened. */
  readonly heir: boolean;
}

/** Who is involved in one suspicion, through lost tracks too. */
export class Participants {
  readonly #openedMs: number;
  readonly #all = new Map<number, Participant>();
  readonly #succeeded = new Set<number>();

  constructor(openedMs: number) {
    this.#openedMs = openedMs;
  }

  get all(): readonly Participant[] {
    return [...this.#all.values()];
  }

  get ids(): number[] {
    return [...this.#all.keys()].slice(0, 20);
  }

  has(track: TrackMemory): boolean {
    return this.#all.has(track.id);
  }

  /** Takes a vehicle in, as it is now. */
  add(track: TrackMemory, nowMs: number): Participant {
    const known = this.#all.get(track.id);
    if (known !== undefined) return known;
    const motion = track.motion(nowMs);
    const participant = {
      track,
      speed: motion === null ? 0 : centreSpeed(motion),
      place: track.bbox,
      stood: track.standingMs >= limits.standingForMs,
      fresh: motion === null && track.bornMs === nowMs,
      heir: track.bornMs > this.#openedMs,
    };
    this.#all.set(track.id, participant);
    return participant;
  }

  /**
   * A blow changes how a vehicle looks: the tracker may lose it and start anew at the place. Each lost one has one successor.
   * @param vehicles detected on this frame
   */
  adopt(vehicles: readonly TrackMemory[], nowMs: number): void {
    if (nowMs - this.#openedMs > limits.heirWithinMs) return;
    for (const track of vehicles) {
      if (this.#all.has(track.id) || track.bornMs < this.#openedMs) continue;
      const lost = this.all.find(({ track: one }) => !this.#succeeded.has(one.id) && succeeds(track, one, nowMs));
      if (lost === undefined) continue;
      this.#succeeded.add(lost.track.id);
      this.add(track, nowMs);
    }
  }

  /** Speed before the contact; a successor was at least as fast as the slowest of those that met. */
  speedBefore(participant: Participant): number {
    if (!participant.heir) return participant.speed;
    const speeds = this.all.filter(({ track }) => track.bornMs < this.#openedMs).map(({ speed }) => speed);
    return speeds.length === 0 ? 0 : Math.min(...speeds);
  }

  /** Whether it was driving before, or came out of it moving. A standing vehicle found again was only hidden. */
  drove({ track }: Participant): boolean {
    if (track.bornMs >= this.#openedMs) return track.travelled >= limits.heirTravels;
    return track.drove !== null && track.drove.atMs >= this.#openedMs - limits.droveWithinMs;
  }
}

/** It may be as fast as any when it has just come into sight. */
export function mayDrive({ speed, fresh }: Participant): boolean {
  return fresh || speed >= limits.drivingFrom;
}

/** A vehicle that stood when it was touched has been moved. */
export function wasPushed({ stood, track, place }: Participant): boolean {
  return stood && track.whole && distance(place, track.bbox) / track.bbox[3] >= limits.pushed;
}

function succeeds(track: TrackMemory, lost: TrackMemory, nowMs: number): boolean {
  const gone = lost.seenMs < nowMs && lost.seenMs <= track.bornMs + limits.overlapMs;
  return gone && gapBetween(lost.bbox, track.bornAt) < lost.bbox[3];
}
