import { defaultCameraAnalysis } from '../../../shared/schemas/camera.ts';
import { defaultCameraRecording } from '../../../shared/schemas/recording.ts';
import type { CameraRepository } from '../cameras/camera-record.ts';

/** A camera that `--demo` brings along. */
export interface DemoCamera {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly location: string;
}

/**
 * Adds the demo cameras for a run with `--demo` and takes them away for a run without: nobody shall mistake a rendered accident for one
 * of the real cameras'. What a person changed on them lasts while they are there.
 */
export async function syncDemoCameras(
  cameras: CameraRepository,
  demo: readonly DemoCamera[],
  wanted: boolean,
  nowMs: number,
): Promise<void> {
  for (const camera of demo) {
    const known = await cameras.get(camera.id);
    if (wanted && !known) {
      const blank = { siteId: null, latitude: null, longitude: null, enabled: true, deviceTokenHash: null };
      await cameras.insert({ ...blank, ...camera, analysis: defaultCameraAnalysis, recording: defaultCameraRecording, createdAtMs: nowMs });
    }
    if (!wanted && known) await cameras.remove(camera.id);
  }
}
