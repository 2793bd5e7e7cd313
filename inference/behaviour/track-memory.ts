import { iou } from '../../shared/domain/boxes.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { centreOf } from './box-geometry.ts';
import { limits } from './limits.ts';
import { fitMotion, isSteady, leastSpeed, type Motion, type Sample } from './motion-fit.ts';
import { objectKind } from '../tracking/object-kind.ts';
import type { FollowedObject, RawDetection, RecognitionFrame } from './recogniser-port.ts';
import { findSuddenChange, type SuddenChange } from './sudden-change.ts';

/** What is remembered of one track. */
export class TrackMemory {
  readonly id: number;
  readonly bornMs: number;
  readonly bornAt: Box;
  label: string;
  bbox: Box;
  seenMs: number;
  /** When it was last driving steadily, and how fast, heights/s; null = never. */
  drove: { readonly atMs: number; readonly speed: number } | null = null;
  change: SuddenChange | null = null;
  /** Not cut by the picture's border. */
  whole = true;
  #samples: Sample[] = [];

  constructor(object: FollowedObject, nowMs: number) {
    this.id = object.id;
    this.label = object.label;
    this.bbox = object.bbox;
    this.bornAt = object.bbox;
    this.bornMs = nowMs;
    this.seenMs = nowMs;
  }

  /** Takes in a detection of the track. */
  see(object: FollowedObject, frame: RecognitionFrame): void {
    const nowMs = frame.capturedAtMs;
    this.label = object.label;
    this.bbox = measuredBox(object, frame.detections);
    this.seenMs = nowMs;
    this.#samples = this.#samples.filter(({ atMs }) => nowMs - atMs <= limits.memoryMs);
    const edges = edgesOf(this.bbox, frame);
    this.whole = edges.every((edge) => edge !== null);
    // Cut at the top or bottom, the height is not known, and so no speed in heights either.
    if (edges[1] !== null && edges[3] !== null) this.#samples.push({ atMs: nowMs, bbox: this.bbox, edges });
    const motion = this.motion(nowMs);
    if (motion !== null && isSteady(motion) && leastSpeed(motion) >= limits.drivingFrom)
      this.drove = { atMs: nowMs, speed: leastSpeed(motion) };
    const change = this.large(frame) ? findSuddenChange(this.#samples, nowMs) : null;
    if (change !== null && (this.change === null || change.size >= this.change.size || nowMs - this.change.atMs > 1500))
      this.change = change;
  }

  /** Movement over the last fit window up to `atMs`. */
  motion(atMs: number): Motion | null {
    return fitMotion(this.#samples.filter((sample) => sample.atMs <= atMs && atMs - sample.atMs <= limits.fitMs));
  }

  /** How long it has stayed at one place, up to its last detection. */
  get standingMs(): number {
    return this.standingFromMs === null ? 0 : this.seenMs - this.standingFromMs;
  }

  /** Since when it has been at the place of its last detection; null where that is cut by the picture's border. */
  get standingFromMs(): number | null {
    const last = this.#samples.at(-1);
    if (last === undefined || last.atMs !== this.seenMs) return null;
    const stray = limits.standingStray * last.bbox[3];
    const [x, y] = centreOf(last.bbox);
    let first = last;
    for (const sample of this.#samples.toReversed()) {
      const [pastX, pastY] = centreOf(sample.bbox);
      if (Math.hypot(pastX - x, pastY - y) > stray) break;
      first = sample;
    }
    return first.atMs;
  }

  /** How far it is from where it was first seen, in heights. */
  get travelled(): number {
    const [x, y] = centreOf(this.bbox);
    const [bornX, bornY] = centreOf(this.bornAt);
    return Math.hypot(x - bornX, y - bornY) / this.bbox[3];
  }

  /** Forgets positions (not the past): after a jolt of the camera they do not connect. */
  forgetPositions(): void {
    this.#samples = [];
  }

  /** Too few pixels make a box jump by a part of its size without anything happening. */
  large(frame: RecognitionFrame): boolean {
    return this.bbox[3] >= frame.height * limits.leastHeight;
  }
}

function edgesOf([x, y, w, h]: Box, { width, height }: RecognitionFrame): Sample['edges'] {
  const margin = limits.border * width;
  return [x <= margin ? null : x, y <= margin ? null : y, x + w >= width - margin ? null : x + w, y + h >= height - margin ? null : y + h];
}

/** The detector's own box: a filter spreads a blow over several frames. */
function measuredBox({ bbox, kind }: FollowedObject, detections: readonly RawDetection[]): Box {
  let best: { bbox: Box; overlap: number } = { bbox, overlap: 0.4 };
  for (const detection of detections) {
    const overlap = iou(bbox, detection.bbox);
    if (overlap > best.overlap && objectKind(detection.label) === kind) best = { bbox: detection.bbox, overlap };
  }
  return best.bbox;
}
