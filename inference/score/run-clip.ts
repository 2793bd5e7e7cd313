import type { Analyser } from '../pipeline/analyser.ts';
import { decodeClip, type Sampling } from './decode-clip.ts';
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

/** Where clip time starts on the clock the pipeline sees; any fixed instant will do. */
const clipStartMs = Date.UTC(2000, 0, 1);
const cameraId = 'clip';

/**
 * Sends a clip through the station's own pipeline, as a camera of its own, as fast as it goes.
 * @throws {AppError} when the clip cannot be decoded
 */
export async function runClip(analyser: Analyser, ffmpeg: FfmpegProgram, path: string, sampling: Sampling): Promise<ClipRun> {
  const startedAt = performance.now();
  const incidents: RaisedIncident[] = [];
  let [frames, detected] = [0, 0];
  analyser.setCamera({ cameraId, classes: null, accidents: true, thresholds: {} }, true);
  for await (const { atMs, jpeg } of decodeClip(ffmpeg, path, sampling)) {
    const analysis = await analyser.analyse({ cameraId, seq: frames, capturedAtMs: clipStartMs + atMs, jpeg });
    frames += 1;
    if (analysis.observation.mode === 'detected') detected += 1;
    for (const { kind, confidence, evidence } of analysis.candidates) incidents.push({ atS: atMs / 1000, kind, confidence, evidence });
  }
  analyser.forgetCamera(cameraId);
  return { frames, detected, tookMs: performance.now() - startedAt, incidents };
}
