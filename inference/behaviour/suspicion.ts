import type { Evidence } from '../../shared/schemas/incident.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { distance, ramp, unionOf } from './box-geometry.ts';
import type { Contact } from './contacts.ts';
import { limits } from './limits.ts';
import { mayDrive, type Participant, Participants, wasPushed } from './participants.ts';
import { PathCheck } from './path-check.ts';
import type { RecognitionFrame } from './recogniser-port.ts';
import type { StandingPlaces } from './standing-places.ts';
import type { TrackMemory } from './track-memory.ts';
import { weights } from './weights.ts';

/** What one frame shows, as far as a suspicion needs it. */
export interface Scene {
  readonly frame: RecognitionFrame;
  /** Detected on this frame. */
  readonly vehicles: readonly TrackMemory[];
  readonly places: StandingPlaces;
}

/** A possible accident at a place: who is involved and what speaks for it so far. */
export class Suspicion {
  readonly openedMs: number;
  readonly zone: Box;
  readonly participants: Participants;
  readonly #evidence = new Map<string, Evidence>();
  #paths: PathCheck | null = null;
  #contactWeight = 0;
  #reachedMs: number | null = null;

  private constructor(zone: Box, openedMs: number) {
    this.zone = zone;
    this.openedMs = openedMs;
    this.participants = new Participants(openedMs);
  }

  /** Two vehicles met. */
  static ofContact(contact: Contact, nowMs: number): Suspicion {
    const suspicion = new Suspicion(unionOf(contact.a.bbox, contact.b.bbox), nowMs);
    suspicion.#paths = new PathCheck(contact, nowMs);
    suspicion.touch(contact, nowMs);
    return suspicion;
  }

  /** The model has seen an accident since `openedMs`, around vehicles that were driving. */
  static ofSighting(zone: Box, vehicles: readonly TrackMemory[], openedMs: number, nowMs: number): Suspicion {
    const suspicion = new Suspicion(zone, openedMs);
    for (const vehicle of vehicles) suspicion.participants.add(vehicle, nowMs);
    return suspicion;
  }

  get evidence(): readonly Evidence[] {
    return [...this.#evidence.values()];
  }

  /** Independent pieces of evidence add up as chances, 1 - product of (1 - weight); nothing counts where nothing met or was seen. */
  get confidence(): number {
    if (!this.#evidence.has('contact') && !this.#evidence.has('model_class')) return 0;
    return 1 - this.evidence.reduce((doubt, { weight }) => doubt * (1 - weight), 1);
  }

  /** The same vehicles again. It is a contact only while both drive: closing up to a waiting vehicle looks like one, too. */
  touch({ a, b, closing }: Contact, nowMs: number): void {
    const pair = [this.participants.add(a, nowMs), this.participants.add(b, nowMs)];
    this.#contactWeight = Math.max(this.#contactWeight, weights.contact(closing));
    if (pair.every(mayDrive)) this.add('contact', this.#contactWeight, [a.id, b.id]);
  }

  /** Looks at everything known after this frame. @returns true when confident for long enough. */
  review(scene: Scene): boolean {
    const nowMs = scene.frame.capturedAtMs;
    this.participants.adopt(scene.vehicles, nowMs);
    this.#weighPush(nowMs);
    this.#weighPaths(scene);
    this.#weighChanges(scene.places);
    this.#weighStops(scene.places);
    if (this.confidence < limits.raiseFrom) this.#reachedMs = null;
    else this.#reachedMs ??= nowMs;
    return this.#reachedMs !== null && nowMs - this.#reachedMs >= limits.holdMs;
  }

  /** Keeps the strongest of each piece of evidence. */
  add(name: Evidence['name'], weight: number, trackIds: number[], key: string = name): void {
    const known = this.#evidence.get(key);
    if (known === undefined || known.weight < weight) this.#evidence.set(key, { name, weight, trackIds });
  }

  #weighPush(nowMs: number): void {
    if (this.#evidence.has('contact') || nowMs - this.openedMs > limits.pushedWithinMs) return;
    if (this.participants.all.some(wasPushed)) this.add('contact', this.#contactWeight, this.participants.ids);
  }

  #weighPaths({ frame, vehicles }: Scene): void {
    const off = this.#paths?.update(vehicles, frame, frame.capturedAtMs) ?? 0;
    if (off > 0) this.add('sudden_turn', weights.offPath(off), this.participants.ids, 'off-path');
  }

  #weighChanges(places: StandingPlaces): void {
    const changes = this.participants.all.flatMap(({ track }) => {
      const { change } = track;
      if (change === null || places.stoodThereBefore(track)) return [];
      const [from, to] = [this.openedMs - limits.changeBeforeMs, this.openedMs + limits.changeAfterMs];
      return change.atMs < from || change.atMs > to ? [] : [{ id: track.id, ...change }];
    });
    for (const [rank, { id, kind, size }] of changes
      .sort((a, b) => b.size - a.size)
      .slice(0, 2)
      .entries()) {
      const weight = rank === 0 ? weights.change(size) : weights.secondChange(size);
      this.add(kind === 'stop' ? 'sudden_stop' : 'sudden_turn', weight, [id], `change-${rank}`);
    }
  }

  #weighStops(places: StandingPlaces): void {
    const stopped = this.participants.all.filter(
      (one) => one.track.standingMs >= limits.standingForMs && this.participants.drove(one) && !places.stoodThereBefore(one.track),
    );
    if (stopped.length === 0) return;
    const ids = stopped.map(({ track }) => track.id).slice(0, 20);
    this.add('stopped_after_contact', weights.stopped(stopped.filter(({ heir }) => !heir).length), ids);
    for (const one of stopped) this.#weighBraking(one);
  }

  /** A vehicle that stood sooner after the contact than brakes allow, also when it was lost on the way. */
  #weighBraking(one: Participant): void {
    const speed = this.participants.speedBefore(one);
    const strength = ramp(decelerationOf(one, speed, this.openedMs), limits.brakesReach, limits.obstacleFull);
    if (speed >= limits.brakesFromSpeed && strength > 0) this.add('sudden_stop', weights.braking(strength), [one.track.id], 'change-0');
  }
}

/** Heights/s² it took to stop from a speed, by the time it took and, where the way is known, by the way: the lesser of the two. */
function decelerationOf({ track, place, heir }: Participant, speed: number, sinceMs: number): number {
  // A vehicle counts as standing from the moment it is within `standingStray` of where it comes to rest.
  const lastWay = (2 * limits.standingStray) / Math.max(speed, limits.brakesFromSpeed);
  const seconds = Math.max(0.2, ((track.standingFromMs ?? track.seenMs) - sinceMs) / 1000 + lastWay);
  const way = Math.max(0.3, distance(place, track.bbox) / track.bbox[3]);
  return heir ? speed / seconds : Math.min(speed / seconds, speed ** 2 / (2 * way));
}
