import type { Box } from '../../shared/schemas/primitives.ts';
import type { FollowedObject } from '../behaviour/recogniser-port.ts';
import { associate, distanceCost, liesOn, overlapCost, withoutDoubles } from './associate.ts';
import { objectKind } from './object-kind.ts';
import { Track } from './track.ts';

export interface TrackerDetection {
  readonly label: string;
  readonly score: number;
  /** `[x, y, w, h]`, source pixels. */
  readonly bbox: Box;
  /** Reaches its class's threshold. Others only keep tracks alive, they start none. */
  readonly sure: boolean;
}

const limits = {
  /** Least IoU with the prediction for a sure detection, and for an unsure one. */
  sureIou: 0.2,
  unsureIou: 0.4,
  /** Two boxes of one kind that overlap more are one object. */
  doubleIou: 0.75,
  /** A new track may not start this much on an object already followed. */
  startIou: 0.6,
  /** How long an object unseen is kept: seen once, moving, standing. */
  keptMs: { once: 0, moving: 1500, stationary: 10_000 },
  /** A standing object is looked at rarely: one poor look does not end it, however long ago the one before was. */
  stationaryMisses: 3,
  /** Only tracks seen this recently are matched by distance. */
  distanceMs: 700,
  tracks: 300,
};

/**
 * Follows the objects of one camera over its frames. Sure detections are matched with predictions by overlap, then by distance for
 * fast objects at low frame rates; unsure ones may only continue a track, which carries objects through poor frames.
 * @see Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", ECCV 2022
 * @see Bewley et al., "Simple Online and Realtime Tracking", ICIP 2016
 */
export class Tracker {
  #tracks: Track[] = [];
  #lastId = 0;
  #atMs: number | null = null;
  #detectedAtMs = 0;

  /**
   * Takes the detections of the next frame.
   * @param detections best first
   * @param atMs when the frame was captured; never earlier than the one before
   */
  update(detections: readonly TrackerDetection[], atMs: number): void {
    const seconds = this.#atMs === null ? 0 : Math.max(0, atMs - this.#atMs) / 1000;
    this.#atMs = atMs;
    for (const track of this.#tracks) track.predict(atMs);
    const distinct = withoutDoubles(detections, limits.doubleIou);
    const sure = distinct.filter((detection) => detection.sure);
    const unsure = distinct.filter((detection) => !detection.sure);
    const free = [...this.#tracks];
    const pairs = associate(free, sure, overlapCost, 1 - limits.sureIou);
    const recent = free.filter((track) => atMs - track.lastSeenMs <= Math.max(limits.distanceMs, seconds * 1000));
    const far = associate(recent, sure, distanceCost(seconds), 1);
    const left = free.filter((track) => !far.some(([taken]) => taken === track));
    pairs.push(...far, ...associate(left, unsure, overlapCost, 1 - limits.unsureIou));
    for (const [track, detection] of pairs) track.see(detection, atMs);
    this.#drop(atMs);
    this.#start(sure, atMs);
  }

  /** A frame without change: time goes by and everything stays where it is. */
  pass(atMs: number): void {
    this.#atMs = atMs;
    for (const track of this.#tracks) track.pass(atMs);
  }

  /** Whether something is followed that does not stand. */
  get anyMoving(): boolean {
    return this.#tracks.some((track) => !track.stationary);
  }

  get vehiclesMoving(): boolean {
    return this.#tracks.some((track) => !track.stationary && objectKind(track.label) === 'vehicle');
  }

  get anything(): boolean {
    return this.#tracks.length > 0;
  }

  /** Forgets everything; numbers are not used again. */
  clear(): void {
    this.#tracks = [];
    this.#atMs = null;
  }

  /** Everything followed, also what this frame did not show. */
  followed(): FollowedObject[] {
    return this.#tracks.map((track) => track.followed());
  }

  /** What there is to show: objects of the last detection, and standing ones that it missed. */
  visible(): Track[] {
    return this.#tracks.filter((track) => track.lastSeenMs === this.#detectedAtMs || track.stationary);
  }

  #start(sure: readonly TrackerDetection[], atMs: number): void {
    this.#detectedAtMs = atMs;
    for (const detection of sure) {
      if (this.#tracks.length >= limits.tracks) return;
      const taken = this.#tracks
        .filter(({ label, detectedNow }) => detectedNow && label === detection.label)
        .map(({ shownBox }) => shownBox);
      if (!liesOn(detection.bbox, taken, limits.startIou)) this.#tracks.push(new Track(++this.#lastId, detection, atMs));
    }
  }

  #drop(atMs: number): void {
    this.#tracks = this.#tracks.filter((track) => {
      const kept = track.stationary ? limits.keptMs.stationary : track.hits === 1 ? limits.keptMs.once : limits.keptMs.moving;
      return atMs - track.lastSeenMs <= kept || (track.stationary && track.misses < limits.stationaryMisses);
    });
  }
}
