import type { AnalysisRates } from '../../../shared/domain/frame-credit.ts';
import type { FromInference, CameraPlan, IncidentCandidate } from '../../../shared/inference/protocol.ts';
import type { InferenceHealth } from '../../../shared/schemas/model.ts';
import type { CameraState } from '../../../shared/schemas/camera.ts';
import type { Observation } from '../../../shared/schemas/observation.ts';
import type { CameraRecord } from '../cameras/camera-record.ts';
import type { Frame } from '../cameras/frame.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { StationMetrics } from '../station/metrics.ts';
import { FramesUnderWay } from './frames-under-way.ts';

type ObservationMessage = Extract<FromInference, { type: 'observation' }>;

/** What a candidate needs to become an incident. */
export interface CandidateSighting {
  readonly candidate: IncidentCandidate;
  readonly camera: CameraRecord;
  readonly frame: Frame;
  readonly detectedAtMs: number;
}

export interface AnalysisServiceOptions {
  /** The detector's owner; see `inference/inference-client.ts`. */
  readonly detector: {
    setCamera(plan: CameraPlan, rates: AnalysisRates): void;
    forgetCamera(cameraId: string): void;
    offer(frame: Frame): void;
    readonly health: InferenceHealth;
    isBehind(cameraId: string): boolean;
  };
  readonly hub: { onFrame(cameraId: string, listener: (frame: Frame) => void): () => void; publishAnalysed(frame: Frame): void };
  readonly onObservation: (observation: Observation) => void;
  readonly raise: (sighting: CandidateSighting) => Promise<unknown>;
  readonly metrics: Pick<StationMetrics, 'observations' | 'droppedFrames' | 'incidents' | 'analysisSeconds'>;
  readonly log: Pick<Logger, 'error' | 'debug'>;
  readonly nowMs: NowMs;
}

/** Brings cameras' frames to the detector and what it says to consoles and incidents. */
export class AnalysisService {
  readonly #options: AnalysisServiceOptions;
  readonly #underWay = new FramesUnderWay();
  readonly #cameras = new Map<string, { record: CameraRecord; stop: (() => void) | null }>();

  constructor(options: AnalysisServiceOptions) {
    this.#options = options;
  }

  /** A camera was added or changed: its frames go to the detector as its analysis settings say. */
  setCamera(record: CameraRecord): void {
    const { detector, hub } = this.#options;
    const wanted = record.enabled && record.analysis.enabled;
    const known = this.#cameras.get(record.id);
    if (!wanted) {
      known?.stop?.();
      detector.forgetCamera(record.id);
      this.#underWay.forget(record.id);
      this.#cameras.set(record.id, { record, stop: null });
      return;
    }
    const { classes, accidents, thresholds, fps, movingFps } = record.analysis;
    detector.setCamera({ cameraId: record.id, classes, accidents, thresholds }, { fps, movingFps: accidents ? movingFps : fps });
    this.#cameras.set(record.id, { record, stop: known?.stop ?? hub.onFrame(record.id, (frame) => detector.offer(frame)) });
  }

  removeCamera(cameraId: string): void {
    this.#cameras.get(cameraId)?.stop?.();
    this.#cameras.delete(cameraId);
    this.#underWay.forget(cameraId);
    this.#options.detector.forgetCamera(cameraId);
  }

  /** The frame was handed to the inference process. */
  submitted(frame: Frame): void {
    this.#underWay.add(frame);
    this.#options.hub.publishAnalysed(frame);
  }

  /** The detector's word on a frame. */
  observed({ observation, detectedAtMs, incidents }: ObservationMessage): void {
    const { metrics, nowMs, onObservation } = this.#options;
    const frame = this.#underWay.take(observation.cameraId, observation.seq);
    const camera = this.#cameras.get(observation.cameraId)?.record;
    if (!camera) return;
    metrics.observations.inc({ mode: observation.mode });
    metrics.analysisSeconds.observe(Math.max(0, nowMs() - observation.capturedAtMs) / 1000);
    // Alerts before overlays: both leave in the same turn of the event loop, the alert first.
    if (frame) for (const candidate of incidents) this.#raise({ candidate, camera, frame, detectedAtMs });
    const mediaMs = frame?.mediaMs?.() ?? null;
    onObservation(mediaMs === null ? observation : { ...observation, mediaMs });
  }

  /** The inference process could not use the frame. */
  refused(cameraId: string, seq: number, reason: string): void {
    this.#underWay.take(cameraId, seq);
    this.#options.metrics.droppedFrames.inc();
    this.#options.log.debug({ cameraId, seq, reason }, 'frame refused');
  }

  /** What a camera's tile says of its analysis; a dead detector is `unavailable`, never "nothing seen". */
  stateOf(record: Pick<CameraRecord, 'id' | 'enabled' | 'analysis'>): CameraState['analysis'] {
    if (!record.enabled || !record.analysis.enabled) return 'off';
    const { state } = this.#options.detector.health;
    if (state === 'running') return this.#options.detector.isBehind(record.id) ? 'behind' : state;
    if (state === 'motion_only') return state;
    return 'unavailable';
  }

  /** True while frames of this camera come on the hub's analysed channel. */
  isAnalysed(cameraId: string): boolean {
    const camera = this.#cameras.get(cameraId)?.record;
    if (!camera) return false;
    const state = this.stateOf(camera);
    return state === 'running' || state === 'behind' || state === 'motion_only';
  }

  close(): void {
    for (const { stop } of this.#cameras.values()) stop?.();
    this.#cameras.clear();
  }

  #raise(sighting: CandidateSighting): void {
    const { raise, metrics, log } = this.#options;
    metrics.incidents.inc({ kind: sighting.candidate.kind });
    raise(sighting).catch((error: unknown) => log.error({ err: error, cameraId: sighting.camera.id }, 'an incident could not be raised'));
  }
}
