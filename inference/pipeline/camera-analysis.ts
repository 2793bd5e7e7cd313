import type { CameraPlan, IncidentCandidate } from '../../shared/inference/protocol.ts';
import type { Observation } from '../../shared/schemas/observation.ts';
import type { CreateRecogniser, IncidentRecogniser, RawDetection } from '../behaviour/recogniser-port.ts';
import { type Look, MotionGate } from '../motion/motion-gate.ts';
import { isEventLabel, objectKind } from '../tracking/object-kind.ts';
import { Tracker } from '../tracking/tracker.ts';
import type { Detections, Detector } from './detector.ts';
import type { JpegFrame } from '../../shared/domain/jpeg-frame.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { observedTrack } from './observed-track.ts';

/** Score from which a class counts when neither camera nor station say otherwise. */
export interface Thresholds {
  readonly threshold: number;
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface FrameToAnalyse {
  readonly cameraId: string;
  readonly seq: number;
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
}

export interface Analysis {
  readonly observation: Observation;
  /** Boxes of the network from score 0.1 on; empty when it did not run. */
  readonly detections: readonly RawDetection[];
  readonly candidates: IncidentCandidate[];
  readonly detectedAtMs: number;
  /** A vehicle is followed that does not stand. */
  readonly vehiclesMoving: boolean;
}

/** How often the gate looks while the network runs anyway. */
const lookEveryMs = 500;
/** A clock that goes back by less is being corrected, not set. */
const smallStepMs = 2000;
/** How long the network may be left out while nothing moves: with something known in the picture, and without. */
const refreshMs = { known: 5000, empty: 10_000 };
/** Each look that was taken for nothing makes the next one wait longer; bounded, for what is too slow to be motion, as smoke can be. */
const refreshGrowth = { factor: 1.5, mostMs: 15_000 };

/** Everything kept about one camera: motion gate, tracker, recogniser. Frames must come one at a time, in order. */
export class CameraAnalysis {
  plan: CameraPlan;
  readonly #createRecogniser: CreateRecogniser | null;
  #recogniser: IncidentRecogniser | null;
  readonly #tracker = new Tracker();
  #gate = new MotionGate();
  #size = { width: 0, height: 0 };
  #lastAtMs = 0;
  #look: Look = { changed: true, motion: 0 };
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #detectedAtMs = Number.NEGATIVE_INFINITY;
  /** Looks in a row at a picture in which nothing moved. */
  #quietLooks = 0;

  constructor(plan: CameraPlan, createRecogniser: CreateRecogniser | null) {
    this.plan = plan;
    this.#createRecogniser = createRecogniser;
    this.#recogniser = createRecogniser?.() ?? null;
  }

  /**
   * @param detector null = watch motion only
   * @throws {Error} when the picture is broken or the network fails; tracks and recogniser are as before then.
   */
  async analyse(frame: FrameToAnalyse, detector: Detector | null, thresholds: Thresholds): Promise<Analysis> {
    const startedAt = performance.now();
    const header = readJpegHeader(frame.jpeg);
    const atMs = this.#enter(frame.capturedAtMs, header.width, header.height);
    const look = await this.#lookAt(frame.jpeg, header, atMs);
    const busy = look.changed || this.#tracker.anyMoving;
    const wanted = detector !== null && (busy || this.#refreshDue(atMs));
    this.#quietLooks = busy ? 0 : this.#quietLooks + (wanted ? 1 : 0);
    const found = wanted ? await detector.detect(frame.jpeg, header.width, header.height) : null;
    this.#follow(found, atMs, thresholds);
    const mode = found ? 'detected' : detector ? 'skipped' : 'motion_only';
    const candidates = this.#recognise(found, atMs, look.motion, mode);
    const tookMs = { total: round(performance.now() - startedAt, 2), network: round(found?.networkMs ?? 0, 2) };
    const { cameraId, seq, capturedAtMs } = frame;
    const motion = round(look.motion, 4);
    const observation: Observation = { cameraId, seq, capturedAtMs, ...this.#size, tracks: this.#published(), mode, motion, tookMs };
    return {
      observation,
      detections: found?.boxes ?? [],
      candidates,
      detectedAtMs: Date.now(),
      vehiclesMoving: this.#tracker.vehiclesMoving,
    };
  }

  /**
   * Notices another picture size or a clock set back: what was followed does not lead over. Small steps back, as clocks take them when
   * they are corrected, are no time at all.
   */
  #enter(capturedAtMs: number, width: number, height: number): number {
    const setBack = this.#lastAtMs - capturedAtMs > smallStepMs;
    if (setBack) this.#recogniser = this.#createRecogniser?.() ?? null;
    if (setBack || width !== this.#size.width || height !== this.#size.height) {
      this.#tracker.clear();
      this.#gate = new MotionGate();
      this.#lookedAtMs = Number.NEGATIVE_INFINITY;
      this.#detectedAtMs = Number.NEGATIVE_INFINITY;
    }
    this.#size = { width, height };
    this.#lastAtMs = setBack ? capturedAtMs : Math.max(this.#lastAtMs, capturedAtMs);
    return this.#lastAtMs;
  }

  /** While something moves the network runs anyway: then the gate only has to keep up with the scene. */
  async #lookAt(jpeg: Uint8Array, header: JpegFrame, atMs: number): Promise<Look> {
    if (this.#tracker.anyMoving && atMs - this.#lookedAtMs < lookEveryMs) return this.#look;
    this.#lookedAtMs = atMs;
    this.#look = await this.#gate.look(jpeg, header, atMs);
    return this.#look;
  }

  #refreshDue(atMs: number): boolean {
    const firstMs = this.#tracker.anything ? refreshMs.known : refreshMs.empty;
    return atMs - this.#detectedAtMs >= Math.min(refreshGrowth.mostMs, firstMs * refreshGrowth.factor ** this.#quietLooks);
  }

  #follow(found: Detections | null, atMs: number, thresholds: Thresholds): void {
    if (found === null) {
      this.#tracker.pass(atMs);
      return;
    }
    this.#detectedAtMs = atMs;
    const followed = found.boxes.filter(({ label }) => this.#follows(label));
    this.#tracker.update(
      followed.map(({ label, score, bbox }) => ({ label, score, bbox, sure: score >= this.#thresholdOf(label, thresholds) })),
      atMs,
    );
  }

  /** The recogniser needs vehicles and people even where the camera shows neither. */
  #follows(label: string): boolean {
    return this.#shows(label) || (this.plan.accidents && objectKind(label) !== 'other');
  }

  #shows(label: string): boolean {
    return this.plan.classes === null || this.plan.classes.includes(label);
  }

  #thresholdOf(label: string, { threshold, thresholds }: Thresholds): number {
    return this.plan.thresholds[label] ?? thresholds[label] ?? threshold;
  }

  #recognise(found: Detections | null, atMs: number, motion: number, mode: Observation['mode']): IncidentCandidate[] {
    if (!this.plan.accidents || this.#recogniser === null) return [];
    const tracks = this.#tracker.followed().filter(({ label }) => !isEventLabel(label));
    const { cameraId } = this.plan;
    return this.#recogniser.update({ cameraId, capturedAtMs: atMs, ...this.#size, tracks, detections: found?.boxes ?? [], motion, mode });
  }

  #published(): Observation['tracks'] {
    return this.#tracker
      .visible()
      .filter(({ label }) => this.#shows(label))
      .map((track) => observedTrack(track, this.#size));
  }
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
