import type { Box } from '../../shared/schemas/primitives.ts';
import type { FollowedObject } from '../behaviour/recogniser-port.ts';
import { BoxFilter } from './box-filter.ts';
import { LabelVote } from './label-vote.ts';
import { objectKind } from './object-kind.ts';
import { RestDetector } from './rest-detector.ts';
import type { TrackerDetection } from './tracker.ts';

/** One object being followed. */
export class Track {
  readonly id: number;
  readonly kind: FollowedObject['kind'];
  readonly filter: BoxFilter;
  readonly #firstSeenMs: number;
  readonly #vote: LabelVote;
  readonly #rest: RestDetector;
  #atMs: number;
  /** Its last detection reached the threshold. */
  #sure = true;
  score: number;
  #detectedBox: Box;
  lastSeenMs: number;
  /** Detections it has had. */
  hits = 1;
  /** Detections of the camera since, that it was not among. */
  misses = 0;
  detectedNow = true;

  constructor(id: number, detection: TrackerDetection, atMs: number) {
    this.id = id;
    this.kind = objectKind(detection.label);
    this.filter = new BoxFilter(detection.bbox);
    this.#firstSeenMs = atMs;
    this.#atMs = atMs;
    this.lastSeenMs = atMs;
    this.#vote = new LabelVote(detection.label, detection.score);
    this.#rest = new RestDetector(detection.bbox, atMs);
    this.score = detection.score;
    this.#detectedBox = detection.bbox;
  }

  get label(): string {
    return this.#vote.label;
  }

  get stationary(): boolean {
    return this.#rest.resting;
  }

  /** Moves it to where it should be at `atMs`; its detection, if any, follows. */
  predict(atMs: number): void {
    if (this.stationary) this.filter.halt();
    else if (this.misses > 0) this.filter.holdSize();
    this.filter.predict((atMs - this.#atMs) / 1000);
    this.#atMs = atMs;
    this.misses++;
    this.detectedNow = false;
  }

  see(detection: TrackerDetection, atMs: number): void {
    this.filter.update(detection.bbox);
    this.#vote.add(detection.label, detection.score);
    this.#rest.update(this.filter.box, atMs);
    this.#sure = detection.sure;
    if (detection.sure) this.score = detection.score;
    this.#detectedBox = detection.bbox;
    this.lastSeenMs = atMs;
    this.hits++;
    this.misses = 0;
    this.detectedNow = true;
  }

  /** The picture did not change: whatever is there stays where it is. */
  pass(atMs: number): void {
    this.#rest.pass(atMs);
    this.#atMs = atMs;
    this.detectedNow = false;
  }

  /** The box to draw: the detector's own on this frame, or for a standing object its last; otherwise where it should be. */
  get shownBox(): Box {
    return this.detectedNow || this.stationary ? this.#detectedBox : this.filter.box;
  }

  followed(): FollowedObject {
    return {
      id: this.id,
      label: this.label,
      score: this.score,
      bbox: this.filter.box,
      velocity: this.filter.velocity,
      ageMs: Math.max(0, this.#atMs - this.#firstSeenMs),
      state: this.stationary ? 'stationary' : 'moving',
      detectedNow: this.detectedNow,
      sureNow: this.detectedNow && this.#sure,
      kind: this.kind,
    };
  }
}
