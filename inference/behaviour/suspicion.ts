import type { Evidence } from '../../shared/schemas/incident.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { coverOfSmaller, ramp, unionOf } from './box-geometry.ts';
import type { Contact } from './contacts.ts';
import { limits } from './limits.ts';
import type { TrackMemory } from './track-memory.ts';

/** A possible accident at a place: who is involved and what speaks for it so far. */
export class Suspicion {
  readonly openedMs: number;
  zone: Box;
  #involved = new Map<number, TrackMemory>();
  #evidence = new Map<string, Evidence>();
  #reachedMs: number | null = null;

  constructor(contact: Contact, nowMs: number) {
    this.openedMs = nowMs;
    this.zone = unionOf(contact.a.bbox, contact.b.bbox);
    this.touch(contact);
  }

  get involved(): readonly TrackMemory[] {
    return [...this.#involved.values()];
  }

  get evidence(): readonly Evidence[] {
    return [...this.#evidence.values()];
  }

  /** Independent pieces of evidence add up as chances: 1 - product of (1 - weight). */
  get confidence(): number {
    return 1 - this.evidence.reduce((doubt, { weight }) => doubt * (1 - weight), 1);
  }

  has(track: TrackMemory): boolean {
    return this.#involved.has(track.id);
  }

  /** The same vehicles again, or others that meet at the place. */
  touch({ a, b, closing }: Contact): void {
    this.#involve(a);
    this.#involve(b);
    this.add('contact', 0.34 + 0.08 * ramp(closing, limits.closingFrom, limits.closingFull), [a.id, b.id]);
  }

  /** Looks at everything known after this frame. @returns true when confident for long enough. */
  review(vehicles: readonly TrackMemory[], nowMs: number): boolean {
    for (const track of vehicles) if (this.#isHeir(track, nowMs)) this.#involve(track);
    this.#weighChanges();
    this.#weighStops();
    if (this.confidence < limits.raiseFrom) this.#reachedMs = null;
    else this.#reachedMs ??= nowMs;
    return this.#reachedMs !== null && nowMs - this.#reachedMs >= limits.holdMs;
  }

  /** Keeps the strongest of each piece of evidence. */
  add(name: Evidence['name'], weight: number, trackIds: number[], key: string = name): void {
    const known = this.#evidence.get(key);
    if (known === undefined || known.weight < weight) this.#evidence.set(key, { name, weight, trackIds });
  }

  #involve(track: TrackMemory): void {
    this.#involved.set(track.id, track);
  }

  /** A blow changes how a vehicle looks: the tracker may lose it and start anew. */
  #isHeir(track: TrackMemory, nowMs: number): boolean {
    if (this.#involved.has(track.id) || nowMs - this.openedMs > limits.heirWithinMs || track.bornMs < this.openedMs) return false;
    return this.involved.some((lost) => coverOfSmaller(lost.bbox, track.bornAt) > 0.3) || coverOfSmaller(this.zone, track.bornAt) > 0.5;
  }

  #weighChanges(): void {
    const changed = this.involved
      .filter(
        ({ change }) =>
          change !== null && change.atMs >= this.openedMs - limits.changeBeforeMs && change.atMs <= this.openedMs + limits.changeAfterMs,
      )
      .sort((a, b) => (b.change?.size ?? 0) - (a.change?.size ?? 0));
    for (const [rank, { id, change }] of changed.slice(0, 2).entries()) {
      if (change === null) continue;
      const strength = ramp(change.size, limits.suddenFrom, limits.suddenFull);
      const weight = rank === 0 ? 0.4 + 0.15 * strength : 0.2 + 0.15 * strength;
      this.add(change.kind === 'stop' ? 'sudden_stop' : 'sudden_turn', weight, [id], `change-${rank}`);
    }
  }

  #weighStops(): void {
    const stopped = this.involved.filter((track) => track.standingMs >= limits.standingForMs && this.#speedBefore(track) > 0);
    if (stopped.length === 0) return;
    this.add('stopped_after_contact', stopped.length > 1 ? 0.5 : 0.4, idsOf(stopped));
    for (const track of stopped) this.#weighStop(track);
  }

  /** A vehicle that stood sooner after the contact than brakes allow, also when it was lost on the way. */
  #weighStop(track: TrackMemory): void {
    const speed = this.#speedBefore(track);
    const seconds = Math.max(0.2, ((track.standingFromMs ?? track.seenMs) - this.openedMs) / 1000);
    const strength = ramp(speed / seconds, limits.brakesReach, limits.obstacleFull);
    if (speed >= 1.5 && strength > 0) this.add('sudden_stop', 0.35 + 0.2 * strength, [track.id], 'change-0');
  }

  /** Heights/s before the contact. A successor has the speed of the slowest it can have been; 0 when one of them stood. */
  #speedBefore(track: TrackMemory): number {
    if (track.bornMs < this.openedMs) return drivingSpeed(track, this.openedMs);
    return Math.min(...this.involved.filter(({ bornMs }) => bornMs < this.openedMs).map((one) => drivingSpeed(one, this.openedMs)));
  }
}

function drivingSpeed({ drove }: TrackMemory, atMs: number): number {
  return drove !== null && drove.atMs >= atMs - 1500 ? drove.speed : 0;
}

function idsOf(tracks: readonly TrackMemory[]): number[] {
  return tracks.map(({ id }) => id).slice(0, 20);
}
