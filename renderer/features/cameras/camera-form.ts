import {
  type Camera,
  cameraAnalysisSchema,
  type CameraInput,
  type CameraPatch,
  cameraUrlSchema,
  defaultCameraAnalysis,
} from '../../../shared/schemas/camera.ts';
import { leastAccidentFps, rateFor } from '../../../shared/domain/frame-credit.ts';
import type { z } from 'zod';
import { bytesOf, gbOf } from '../recordings/settings/gigabytes.ts';
import { cameraRecordingSchema, defaultCameraRecording, type RecordingMode } from '../../../shared/schemas/recording.ts';

/** What the form holds; numbers that may be empty are text until they are sent. */
export interface CameraFormValues {
  name: string;
  url: string;
  siteId: string | null;
  location: string;
  latitude: number | string;
  longitude: number | string;
  enabled: boolean;
  skipCheck: boolean;
  analysisEnabled: boolean;
  analysisFps: number | string;
  movingFps: number | string;
  accidents: boolean;
  classes: string[];
  thresholds: Record<string, number>;
  recordingMode: RecordingMode;
  beforeS: number | string;
  afterS: number | string;
  schedule: string[];
  recordingFps: number | string;
  quality: number | string;
  retentionDays: number | string;
  /** Gigabytes. */
  maxGb: number | string;
}

export function emptyCamera(): CameraFormValues {
  return valuesOf({
    name: '',
    url: '',
    siteId: null,
    location: '',
    latitude: null,
    longitude: null,
    enabled: true,
    analysis: defaultCameraAnalysis,
    recording: defaultCameraRecording,
  });
}

type Editable = Pick<Camera, 'name' | 'url' | 'siteId' | 'location' | 'latitude' | 'longitude' | 'enabled' | 'analysis' | 'recording'>;

export function valuesOf({ name, url, siteId, location, latitude, longitude, enabled, analysis, recording }: Editable): CameraFormValues {
  return {
    name,
    url,
    siteId,
    location,
    latitude: latitude ?? '',
    longitude: longitude ?? '',
    enabled,
    skipCheck: false,
    analysisEnabled: analysis.enabled,
    analysisFps: analysis.fps,
    movingFps: analysis.movingFps,
    accidents: analysis.accidents,
    classes: analysis.classes ?? [],
    thresholds: { ...analysis.thresholds },
    recordingMode: recording.mode,
    beforeS: recording.beforeS,
    afterS: recording.afterS,
    schedule: [...recording.schedule],
    recordingFps: recording.fps,
    quality: recording.quality,
    retentionDays: recording.retentionDays ?? '',
    maxGb: gbOf(recording.maxBytes),
  };
}

export function inputOf(values: CameraFormValues): CameraInput {
  return {
    name: values.name.trim(),
    url: values.url.trim(),
    siteId: values.siteId,
    location: values.location.trim(),
    latitude: numberOrNull(values.latitude),
    longitude: numberOrNull(values.longitude),
    enabled: values.enabled,
    analysis: {
      enabled: values.analysisEnabled,
      fps: Number(values.analysisFps),
      movingFps: Number(values.movingFps),
      classes: values.classes.length > 0 ? values.classes : null,
      accidents: values.accidents,
      thresholds: values.thresholds,
    },
    recording: {
      mode: values.recordingMode,
      beforeS: Number(values.beforeS),
      afterS: Number(values.afterS),
      schedule: values.schedule,
      fps: Number(values.recordingFps),
      quality: Number(values.quality),
      retentionDays: numberOrNull(values.retentionDays),
      maxBytes: bytesOf(values.maxGb),
    },
    ...(values.skipCheck && { skipCheck: true }),
  };
}

/** Everything but an address that was left as it was: the console sees it with the password hidden and must not send that back. */
export function patchOf(values: CameraFormValues, camera: Camera): CameraPatch {
  const { url, ...rest } = inputOf(values);
  return url === camera.url ? rest : { ...rest, url };
}

export type CameraFormProblem = 'cameras.nameMissing' | 'cameras.addressInvalid' | 'cameras.addressHidden' | 'cameras.numberInvalid';

/** @param knownUrl the camera's address as the console was told it; null for a new camera. */
export function problemsOf(values: CameraFormValues, knownUrl: string | null): Partial<Record<keyof CameraFormValues, CameraFormProblem>> {
  return {
    ...(values.name.trim() === '' && { name: 'cameras.nameMissing' as const }),
    ...addressProblem(values.url.trim(), knownUrl),
    ...(!isWithin(values.latitude, 90) && { latitude: 'cameras.numberInvalid' as const }),
    ...(!isWithin(values.longitude, 180) && { longitude: 'cameras.numberInvalid' as const }),
    ...(!isRate(values.analysisFps) && { analysisFps: 'cameras.numberInvalid' as const }),
    ...(!isRate(values.movingFps) && { movingFps: 'cameras.numberInvalid' as const }),
    ...recordingProblems(values),
  };
}

/** Accidents are to be recognised, at a rate at which none is. */
export function isTooSlowForAccidents({ analysisEnabled, accidents, analysisFps, movingFps }: CameraFormValues): boolean {
  if (!analysisEnabled || !accidents || !isRate(analysisFps) || !isRate(movingFps)) return false;
  return rateFor({ fps: Number(analysisFps), movingFps: Number(movingFps) }, true) < leastAccidentFps;
}

function recordingProblems(values: CameraFormValues): Partial<Record<keyof CameraFormValues, CameraFormProblem>> {
  const { beforeS, afterS, fps, quality, retentionDays, maxBytes } = cameraRecordingSchema.shape;
  const fits = (schema: z.ZodType, value: number | string) => value !== '' && schema.safeParse(Number(value)).success;
  const wrong = 'cameras.numberInvalid' as const;
  return {
    ...(!fits(beforeS, values.beforeS) && { beforeS: wrong }),
    ...(!fits(afterS, values.afterS) && { afterS: wrong }),
    ...(!fits(fps, values.recordingFps) && { recordingFps: wrong }),
    ...(!fits(quality, values.quality) && { quality: wrong }),
    ...(!maxBytes.safeParse(bytesOf(values.maxGb)).success && { maxGb: wrong }),
    ...(values.retentionDays !== '' && !fits(retentionDays, values.retentionDays) && { retentionDays: wrong }),
  };
}

function addressProblem(url: string, knownUrl: string | null): { url?: CameraFormProblem } {
  if (url === knownUrl) return {};
  if (/\*\*\*[:@]|:\*\*\*/.test(url)) return { url: 'cameras.addressHidden' };
  return cameraUrlSchema.safeParse(url).success ? {} : { url: 'cameras.addressInvalid' };
}

function numberOrNull(value: number | string): number | null {
  return value === '' ? null : Number(value);
}

function isRate(value: number | string): boolean {
  return cameraAnalysisSchema.shape.fps.safeParse(Number(value)).success;
}

function isWithin(value: number | string, most: number): boolean {
  const number = numberOrNull(value);
  return number === null || (Number.isFinite(number) && Math.abs(number) <= most);
}

/** One address of each kind, to start from. */
export const addressExamples = [
  ['mjpeg', 'http://192.168.1.50:81/stream'],
  ['rtsp', 'rtsp://user:password@192.168.1.60:554/h264'],
  ['hls', 'https://example.org/live.m3u8'],
  ['file', 'file:///videos/gate.mp4'],
  ['usb', 'usb:0'],
  ['push', 'push:'],
  ['demo', 'demo:collision'],
] as const;
