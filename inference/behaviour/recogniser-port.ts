import type { IncidentCandidate } from '../../shared/inference/protocol.ts';
import type { Box } from '../../shared/schemas/primitives.ts';

/** One object as the tracker follows it, also on frames where the detector missed it. */
export interface FollowedObject {
  /** Unique per camera and inference run, from 1; never used again. */
  readonly id: number;
  readonly label: string;
  /** Score of its last detection, 0..1. */
  readonly score: number;
  /** `[x, y, w, h]`, source pixels; smoothed, and predicted when `detectedNow` is false. */
  readonly bbox: Box;
  /** Velocity of the box centre, source pixels a second. */
  readonly velocity: readonly [number, number];
  /** Since it was first seen. */
  readonly ageMs: number;
  /** `stationary`: has not moved for several seconds, relative to its size. */
  readonly state: 'moving' | 'stationary';
  /** False when this frame's detector did not see it, or the frame was skipped by the motion gate. */
  readonly detectedNow: boolean;
  /** And its detection reached the class's threshold: an unsure one keeps the number, but may box two objects or half of one. */
  readonly sureNow: boolean;
  readonly kind: 'vehicle' | 'person' | 'other';
}

/** One box of the detector on this frame, of any class, before tracking; class filters of the camera do not apply. */
export interface RawDetection {
  readonly label: string;
  readonly score: number;
  /** `[x, y, w, h]`, source pixels. */
  readonly bbox: Box;
}

/** All that is known about one frame of one camera. Frames of a camera come in order of `capturedAtMs`. */
export interface RecognitionFrame {
  readonly cameraId: string;
  readonly capturedAtMs: number;
  /** Source size the boxes refer to, pixels. */
  readonly width: number;
  readonly height: number;
  /** Everything followed, whatever classes the camera publishes. Does not hold accident, fire and smoke. */
  readonly tracks: readonly FollowedObject[];
  /** Boxes of the network, from score 0.1 on; empty when `mode` is not `detected`. Includes accident, fire and smoke. */
  readonly detections: readonly RawDetection[];
  /** Share of the picture that changed, 0..1. */
  readonly motion: number;
  /** `skipped`: nothing moved, the tracks are those of the last detection. */
  readonly mode: 'detected' | 'skipped' | 'motion_only';
}

/** Recognises incidents on one camera. Owned by the host, one per camera; forgotten with it. */
export interface IncidentRecogniser {
  /** Called for every analysed frame, skipped ones too, so that time passes. @returns incidents decided on this very frame. */
  update(frame: RecognitionFrame): IncidentCandidate[];
}

/** The host calls it once per camera, and again after the model changed. */
export type CreateRecogniser = () => IncidentRecogniser;
