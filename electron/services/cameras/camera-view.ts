import {
  type Camera,
  type CameraInput,
  type CameraPatch,
  type CameraState,
  defaultCameraAnalysis,
} from '../../../shared/schemas/camera.ts';
import { defaultCameraRecording } from '../../../shared/schemas/recording.ts';
import type { CameraRecord } from './camera-record.ts';
import { redactUrl } from './redact-url.ts';

/** A camera as people may see it: no credentials, no token hash. */
export function cameraView({ deviceTokenHash: _hidden, url, ...shown }: CameraRecord, state: CameraState): Camera {
  return { ...shown, url: redactUrl(url), state };
}

/** The record of a camera that is new. */
export function newCameraRecord(input: CameraInput, made: Pick<CameraRecord, 'id' | 'createdAtMs' | 'deviceTokenHash'>): CameraRecord {
  const blank = { siteId: null, location: '', latitude: null, longitude: null, enabled: true };
  const settings = { analysis: defaultCameraAnalysis, recording: defaultCameraRecording };
  return patchedRecord({ ...blank, ...settings, ...made, name: input.name, url: input.url }, input, input.url);
}

/** `record` with what `patch` says; what it leaves out stays. */
export function patchedRecord(record: CameraRecord, patch: CameraPatch, url: string): CameraRecord {
  const { skipCheck: _notStored, analysis, recording, ...plain } = patch;
  return {
    ...record,
    ...defined(plain),
    url,
    analysis: { ...record.analysis, ...defined(analysis ?? {}) },
    recording: { ...record.recording, ...defined(recording ?? {}) },
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is `undefined`, which in a patch means "as before". */
function defined<T extends object>(patch: T): Defined<T> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Defined<T>;
}
