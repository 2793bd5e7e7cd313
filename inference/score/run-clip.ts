import type { Analyser } from '../pipeline/analyser.ts';
import { type AnalysisRates, FrameCredit, rateFor } from '../../shared/domain/frame-credit.ts';
import { decodeClip } from './decode-clip.ts';
import type { FfmpegProgram } from './ffmpeg-program.ts';
import type { RaisedIncident } from './scoring.ts';

/** What one pass of the pipeline over one clip gave. */
export interface ClipRun {
  readonly frames: number;
  /** Frames the network looked at; the gate spared the others. */
  readonly detected: number;
  /** Time the pass took. */
  readonly tookMs: number;
  readonly incidents: readonly RaisedIncident[];
}

/** How a clip is looked at. */
export interface Sampling extends AnalysisRates {
  /** Clip time of the first picture, milliseconds. */
  readonly offsetMs: number;
}

/** What the station takes from a camera that ffmpeg reads: see `electron/services/cameras/ffmpeg-arguments.ts`. */
const cameraFps = 10;

/** Where clip time starts on the clock the pipeline sees; any fixed instant will do. */
const clipStartMs = Date.UTC(2000, 0, 1);
const cameraId = 'clip';

/**
 * Sends a clip through the station's own pipeline, as a camera of its own, as fast as it goes: at the camera's rate, thinned out to the
 * analysis rate as the station does it.
 * @throws {AppError} when the clip cannot be decoded
 */
export async function runClip(analyser: Analyser, ffmpeg: FfmpegProgram, path: string, sampling: Sampling): Promise<ClipRun> {
  const startedAt = performance.now();
  const incidents: RaisedIncident[] = [];
  let [frames, detected] = [0, 0];
  const credit = new FrameCredit();
  let vehiclesMoving = false;
  analyser.setCamera({ cameraId, classes: null, accidents: true, thresholds: {} }, true);
  const cameraRate = Math.max(cameraFps, sampling.fps, sampling.movingFps);
  for await (const { atMs, jpeg } of decodeClip(ffmpeg, path, { fps: cameraRate, offsetMs: sampling.offsetMs })) {
    if (!credit.take(atMs, rateFor(sampling, vehiclesMoving))) continue;
    const analysis = await analyser.analyse({ cameraId, seq: frames, capturedAtMs: clipStartMs + atMs, jpeg });
    frames += 1;
    vehiclesMoving = analysis.vehiclesMoving;
    if (analysis.observation.mode === 'detected') detected += 1;
    for (const { kind, confidence, evidence } of analysis.candidates) incidents.push({ atS: atMs / 1000, kind, confidence, evidence });
  }
  analyser.forgetCamera(cameraId);
  return { frames, detected, tookMs: performance.now() - startedAt, incidents };
}
