import type { Evidence } from '../../shared/schemas/incident.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { distance, gapBetween, ramp, unionOf } from './box-geometry.ts';
import type { Contact } from './contacts.ts';
import { limits } from './limits.ts';
import { centreSpeed } from './motion-fit.ts';
import { PathCheck } from './path-check.ts';
import type { RecognitionFrame } from './recogniser-port.ts';
import type { StandingPlaces } from './standing-places.ts';
import type { TrackMemory } from './track-memory.ts';

/** A possible accident at a place: who is involved and what speaks for it so far. */
export class Suspicion {
  readonly openedMs: number;
  zone: Box;
  #involved = new Map<number, TrackMemory>();
  #speeds = new Map<number, number>();
  #places = new Map<number, Box>();
  #fresh = new Set<number>();
  #stood = new Set<number>();
  #contactWeight = 0;
  #succeeded = new Set<number>();
  #evidence = new Map<string, Evidence>();
  readonly #paths: PathCheck;
  #reachedMs: number | null = null;

  constructor(contact: Contact, nowMs: number) {
    this.openedMs = nowMs;
    this.zone = unionOf(contact.a.bbox, contact.b.bbox);
    this.#paths = new PathCheck(contact, nowMs);
    this.touch(contact, nowMs);
  }

  get involved(): readonly TrackMemory[] {
    return [...this.#involved.values()];
  }

  get evidence(): readonly Evidence[] {
    return [...this.#evidence.values()];
  }

  /** Independent pieces of evidence add up as chances: 1 - product of (1 - weight). */
  get confidence(): number {
    if (!this.#evidence.has('contact')) return 0;
    return 1 - this.evidence.reduce((doubt, { weight }) => doubt * (1 - weight), 1);
  }

  has(track: TrackMemory): boolean {
    return this.#involved.has(track.id);
  }

  /** The same vehicles again. It is a contact only while both drive: closing up to a waiting vehicle looks like one, too. */
  touch({ a, b, closing }: Contact, nowMs: number): void {
    this.#involve(a, nowMs);
    this.#involve(b, nowMs);
    this.#contactWeight = Math.max(this.#contactWeight, 0.34 + 0.08 * ramp(closing, limits.closingFrom, limits.closingFull));
    if (this.#mayDrive(a) && this.#mayDrive(b)) this.add('contact', this.#contactWeight, [a.id, b.id]);
  }

  /** A vehicle that has just come into sight may be as fast as any. */
  #mayDrive(track: TrackMemory): boolean {
    return this.#speedAtContact(track) >= limits.drivingFrom || this.#fresh.has(track.id);
  }

  /** Looks at everything known after this frame. @returns true when confident for long enough. */
  review(vehicles: readonly TrackMemory[], places: StandingPlaces, frame: RecognitionFrame): boolean {
    const nowMs = frame.capturedAtMs;
    for (const track of vehicles) if (this.#isHeir(track, nowMs)) this.#involve(track, nowMs);
    this.#weighPush(nowMs);
    this.#weighPaths(vehicles, frame);
    this.#weighChanges(places);
    this.#weighStops(places);
    if (this.confidence < limits.raiseFrom) this.#reachedMs = null;
    else this.#reachedMs ??= nowMs;
    return this.#reachedMs !== null && nowMs - this.#reachedMs >= limits.holdMs;
  }

  /** Keeps the strongest of each piece of evidence. */
  add(name: Evidence['name'], weight: number, trackIds: number[], key: string = name): void {
    const known = this.#evidence.get(key);
    if (known === undefined || known.weight < weight) this.#evidence.set(key, { name, weight, trackIds });
  }

  #involve(track: TrackMemory, nowMs: number): void {
    if (this.#involved.has(track.id)) return;
    this.#involved.set(track.id, track);
    this.#places.set(track.id, track.bbox);
    if (track.standingMs >= limits.standingForMs) this.#stood.add(track.id);
    const motion = track.motion(nowMs);
    if (motion === null && track.bornMs === nowMs) this.#fresh.add(track.id);
    this.#speeds.set(track.id, motion === null ? 0 : centreSpeed(motion));
  }

  /** Heights/s when it became involved. */
  #speedAtContact({ id }: TrackMemory): number {
    return this.#speeds.get(id) ?? 0;
  }

  /** A blow changes how a vehicle looks: the tracker may lose it and start anew at the place. Each lost one has one successor. */
  #isHeir(track: TrackMemory, nowMs: number): boolean {
    if (this.#involved.has(track.id) || track.bornMs < this.openedMs || nowMs - this.openedMs > limits.heirWithinMs) return false;
    const lost = this.involved.find(
      (one) => !this.#succeeded.has(one.id) && one.seenMs < nowMs && one.seenMs <= track.bornMs + limits.overlapMs && gapBetween(one.bbox, track.bornAt) < one.bbox[3],
    );
    if (lost === undefined) return false;
    this.#succeeded.add(lost.id);
    return true;
  }

  /** A vehicle that stood when it was touched has been moved. */
  #weighPush(nowMs: number): void {
    if (this.#evidence.has('contact') || nowMs - this.openedMs > limits.pushedWithinMs) return;
    const pushed = this.involved.some((track) => this.#stood.has(track.id) && this.#movedSince(track) >= limits.pushed);
    if (pushed) this.add('contact', this.#contactWeight, idsOf(this.involved));
  }

  /** Heights between where it was when it became involved and where it is. */
  #movedSince(track: TrackMemory): number {
    const then = this.#places.get(track.id);
    if (then === undefined || !track.whole) return 0;
    return distance(then, track.bbox) / track.bbox[3];
  }

  #weighPaths(vehicles: readonly TrackMemory[], frame: RecognitionFrame): void {
    const off = this.#paths.update(vehicles, frame, frame.capturedAtMs);
    if (off > 0) this.add('sudden_turn', 0.35 + 0.2 * ramp(off, limits.offPath, limits.offPathFull), idsOf(this.involved), 'off-path');
  }

  #weighChanges(places: StandingPlaces): void {
    const changed = this.involved
      .filter(
        ({ change }) =>
          change !== null && change.atMs >= this.openedMs - limits.changeBeforeMs && change.atMs <= this.openedMs + limits.changeAfterMs,
      )
      .filter((track) => !places.stoodThereBefore(track))
      .sort((a, b) => (b.change?.size ?? 0) - (a.change?.size ?? 0));
    for (const [rank, { id, change }] of changed.slice(0, 2).entries()) {
      if (change === null) continue;
      const strength = ramp(change.size, limits.suddenFrom, limits.suddenFull);
      const weight = rank === 0 ? 0.4 + 0.15 * strength : 0.2 + 0.15 * strength;
      this.add(change.kind === 'stop' ? 'sudden_stop' : 'sudden_turn', weight, [id], `change-${rank}`);
    }
  }

  #weighStops(places: StandingPlaces): void {
    const stopped = this.involved.filter(
      (track) => track.standingMs >= limits.standingForMs && this.#drove(track) && !places.stoodThereBefore(track),
    );
    const [first, ...more] = stopped.filter((track) => track.bornMs <= this.openedMs);
    const weight = first === undefined ? 0.3 : more.length === 0 ? 0.4 : 0.5;
    if (stopped.length > 0) this.add('stopped_after_contact', weight, idsOf(stopped));
    for (const track of stopped) this.#weighStop(track);
  }

  /** A vehicle that stood sooner after the contact than brakes allow, also when it was lost on the way. */
  #weighStop(track: TrackMemory): void {
    const speed = track.bornMs > this.openedMs ? this.#slowestAtContact() : this.#speedAtContact(track);
    const seconds = Math.max(0.2, ((track.standingFromMs ?? track.seenMs) - this.openedMs) / 1000);
    const strength = ramp(speed / seconds, limits.brakesReach, limits.obstacleFull);
    if (speed >= 1.5 && strength > 0) this.add('sudden_stop', 0.35 + 0.2 * strength, [track.id], 'change-0');
  }

  /** A successor was at least as fast as the slowest of those that met. */
  #slowestAtContact(): number {
    const speeds = this.involved.filter(({ bornMs }) => bornMs < this.openedMs).map((track) => this.#speedAtContact(track));
    return speeds.length === 0 ? 0 : Math.min(...speeds);
  }

  /** It was driving before the contact, or came out of it moving. A standing vehicle found again was only hidden. */
  #drove(track: TrackMemory): boolean {
    return track.bornMs < this.openedMs ? drivingSpeed(track, this.openedMs) > 0 : track.travelled >= limits.heirTravels;
  }
}

function drivingSpeed({ drove }: TrackMemory, atMs: number): number {
  return drove !== null && drove.atMs >= atMs - 1500 ? drove.speed : 0;
}

function idsOf(tracks: readonly TrackMemory[]): number[] {
  return tracks.map(({ id }) => id).slice(0, 20);
}
