import { z } from 'zod';
import { idSchema, timeMsSchema } from './primitives.ts';

/** When a camera is recorded. `event`: from before to after each incident. `scheduled`: in the hours of `schedule`. */
export const recordingModes = ['off', 'continuous', 'event', 'scheduled'] as const;
export const recordingModeSchema = z.enum(recordingModes);
export type RecordingMode = z.infer<typeof recordingModeSchema>;

/** How a camera is recorded. Independent of its analysis. */
export const cameraRecordingSchema = z.object({
  mode: recordingModeSchema,
  /** Seconds kept before and after an event. */
  beforeS: z.number().int().min(0).max(120),
  afterS: z.number().int().min(1).max(600),
  /** Seven strings of 24 characters, Monday first, local time: `1` = record in this hour. */
  schedule: z.array(z.string().regex(/^[01]{24}$/, 'must be 24 times 0 or 1')).length(7),
  /** For cameras that send JPEGs and must be encoded: frames a second and x264's constant rate factor. */
  fps: z.number().min(1).max(30),
  quality: z.number().int().min(18).max(40),
  /** Days kept; null = the station's default. */
  retentionDays: z.number().int().min(1).max(3650).nullable(),
  /** Most bytes kept for this camera; null = no limit of its own. */
  maxBytes: z.number().int().min(1_000_000).nullable(),
});
export type CameraRecording = z.infer<typeof cameraRecordingSchema>;

export const defaultCameraRecording: CameraRecording = {
  mode: 'off',
  beforeS: 10,
  afterS: 20,
  schedule: Array.from({ length: 7 }, () => '1'.repeat(24)),
  fps: 15,
  quality: 26,
  retentionDays: null,
  maxBytes: null,
};

/** One file of video: `YYYY/MM/DD/<camera>/HH-MM-SS.mp4` (UTC), fragmented MP4 that begins with a key frame. */
export const segmentSchema = z.object({
  id: idSchema,
  cameraId: idSchema,
  /** Wall-clock time of the first and after the last picture. */
  startMs: timeMsSchema,
  endMs: timeMsSchema,
  bytes: z.number().int().min(0),
  /** RFC 6381 codec string, for example `avc1.640028`. */
  codec: z.string().max(60),
  width: z.number().int().min(0),
  height: z.number().int().min(0),
  /** Never deleted by retention: evidence. */
  locked: z.boolean(),
  /** `archive`: re-encoded smaller. `remote`: moved to S3-compatible storage. */
  tier: z.enum(['full', 'archive', 'remote']),
  /** Still being written: `endMs` and `bytes` grow. */
  open: z.boolean(),
});
export type Segment = z.infer<typeof segmentSchema>;

/** Why there is no video for a while. */
export const gapCauses = [
  'camera_offline',
  'station_stopped',
  'disk_full',
  'outside_schedule',
  'no_event',
  'recording_off',
  'deleted_by_retention',
  'deleted_for_space',
  'file_lost',
  'write_failed',
  'unknown',
] as const;
export const gapCauseSchema = z.enum(gapCauses);
export type GapCause = z.infer<typeof gapCauseSchema>;

export const gapSchema = z.object({ cameraId: idSchema, fromMs: timeMsSchema, toMs: timeMsSchema, cause: gapCauseSchema });
export type Gap = z.infer<typeof gapSchema>;
