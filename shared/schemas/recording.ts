import { z } from 'zod';
import { incidentKindSchema, incidentStatusSchema } from './incident.ts';
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
  /** The station's clock was set forward: this time never was. */
  'clock_set',
  'write_failed',
  'unknown',
] as const;
export const gapCauseSchema = z.enum(gapCauses);
export type GapCause = z.infer<typeof gapCauseSchema>;

export const gapSchema = z.object({ cameraId: idSchema, fromMs: timeMsSchema, toMs: timeMsSchema, cause: gapCauseSchema });
export type Gap = z.infer<typeof gapSchema>;

/** Settings of recording that hold for the whole station. */
export const recordingSettingsSchema = z.object({
  /** Days kept, for cameras without a number of their own. */
  retentionDays: z.number().int().min(1).max(3650),
  /** Most bytes of all recordings; null = as much as the disk holds. */
  maxBytes: z.number().int().min(1_000_000).nullable(),
  /** Shares of the disk in use at which people are warned, and at which the oldest recordings make room. */
  warnShare: z.number().min(0.5).max(0.99),
  freeShare: z.number().min(0.5).max(0.99),
  /** Days after which recordings are encoded smaller; null = never. */
  archiveAfterDays: z.number().int().min(1).max(3650).nullable(),
  /** Effort of the encoder for cameras that send JPEGs: faster costs disk, slower costs processor time. */
  encoderPreset: z.enum(['ultrafast', 'superfast', 'veryfast', 'faster', 'medium']),
});
export type RecordingSettings = z.infer<typeof recordingSettingsSchema>;

export const defaultRecordingSettings: RecordingSettings = {
  retentionDays: 30,
  maxBytes: null,
  warnShare: 0.9,
  freeShare: 0.95,
  archiveAfterDays: null,
  encoderPreset: 'veryfast',
};

/** What somebody said by hand; lasts until the camera is set to `auto` again or the station starts anew. */
export const recordingOverrideSchema = z.enum(['auto', 'on', 'off']);
export type RecordingOverride = z.infer<typeof recordingOverrideSchema>;

/** What the recorder of one camera does now. */
export const recordingStateSchema = z.object({
  cameraId: idSchema,
  /** `recording`: video is being written now. Otherwise `cause` says why not. */
  recording: z.boolean(),
  cause: gapCauseSchema.nullable(),
  sinceMs: timeMsSchema,
  override: recordingOverrideSchema,
});
export type RecordingState = z.infer<typeof recordingStateSchema>;

/** The disk under the recordings. */
export const recordingDiskSchema = z.object({
  totalBytes: z.number().min(0),
  freeBytes: z.number().min(0),
  /** `full`: the oldest recordings make room, or nothing can be written. `unknown`: the disk does not answer. */
  state: z.enum(['ok', 'warning', 'full', 'unknown']),
});
export type RecordingDisk = z.infer<typeof recordingDiskSchema>;

/** What was deleted to make room since the station started. */
export const recordingFreedSchema = z.object({
  segments: z.number().int().min(0),
  bytes: z.number().min(0),
  /** End of the latest video that went. */
  upToMs: timeMsSchema.nullable(),
  /** When something was deleted last; null = nothing was. */
  atMs: timeMsSchema.nullable(),
});
export type RecordingFreed = z.infer<typeof recordingFreedSchema>;

/** The disk, and what it cost. */
export const recordingDiskNoticeSchema = recordingDiskSchema.extend({ freed: recordingFreedSchema });
export type RecordingDiskNotice = z.infer<typeof recordingDiskNoticeSchema>;

/** How far old recordings are encoded smaller. */
export const recordingArchiveSchema = z.object({
  /** `waiting`: there is work, but the processor is busy. `idle`: nothing is due. */
  state: z.enum(['off', 'idle', 'waiting', 'working']),
  /** What was made smaller since the station started, and what that gave back. */
  segments: z.number().int().min(0),
  savedBytes: z.number().min(0),
  /** Recordings that could not be made smaller since then; they stay as they are. */
  failed: z.number().int().min(0),
});
export type RecordingArchive = z.infer<typeof recordingArchiveSchema>;

export const recordingStatusSchema = z.object({
  folder: z.string().max(2000),
  disk: recordingDiskSchema,
  bytes: z.number().int().min(0),
  oldestMs: timeMsSchema.nullable(),
  cameras: z.array(recordingStateSchema.extend({ bytes: z.number().int().min(0), oldestMs: timeMsSchema.nullable() })),
  /** Files that are not ours or cannot be read, newest first, 50 at most; `count` is all of them. */
  quarantine: z.object({ count: z.number().int().min(0), files: z.array(z.string().max(1000)).max(50) }),
  freed: recordingFreedSchema,
  archive: recordingArchiveSchema,
  /** Whether the files are being compared with the index. */
  rebuilding: z.boolean(),
});
export type RecordingStatus = z.infer<typeof recordingStatusSchema>;

/** What a look at the folder found and did. */
export const recordingRebuildSchema = z.object({
  files: z.number().int().min(0),
  added: z.number().int().min(0),
  repaired: z.number().int().min(0),
  lost: z.number().int().min(0),
  quarantined: z.number().int().min(0),
});
export type RecordingRebuild = z.infer<typeof recordingRebuildSchema>;

const spanSchema = z.object({ fromMs: timeMsSchema, toMs: timeMsSchema });

/** One camera on the timeline: where there is video, where there is none and why. */
export const timelineCameraSchema = z.object({
  cameraId: idSchema,
  /** Oldest first; neighbours nearer than the resolution are one. */
  spans: z.array(spanSchema),
  /** Oldest first; those shorter than the resolution are left out. */
  gaps: z.array(spanSchema.extend({ cause: gapCauseSchema })),
});
export type TimelineCamera = z.infer<typeof timelineCameraSchema>;

/** An incident as a mark on the timeline. `cameraId` null = it belongs to none. */
export const timelineIncidentSchema = z.object({
  id: idSchema,
  cameraId: idSchema.nullable(),
  cameraName: z.string().max(80),
  kind: incidentKindSchema,
  status: incidentStatusSchema,
  /** When the deciding picture was captured. */
  atMs: timeMsSchema,
});
export type TimelineIncident = z.infer<typeof timelineIncidentSchema>;

export const timelineSchema = z.object({
  cameras: z.array(timelineCameraSchema),
  /** Oldest first, at most 5000, the newest of them. */
  incidents: z.array(timelineIncidentSchema),
  moreIncidents: z.boolean(),
  nowMs: timeMsSchema,
});
export type Timeline = z.infer<typeof timelineSchema>;

/** Where everything lies in the file of a segment, so that a player asks for just the bytes it needs. */
export const segmentOutlineSchema = z.object({
  segment: segmentSchema,
  /** Begin of the file up to the first fragment: what a decoder needs before any of them. */
  initBytes: z.number().int().min(0),
  /** One after the other, oldest first. */
  fragments: z.array(
    z.object({
      offset: z.number().int().min(0),
      bytes: z.number().int().min(1),
      /** Of its first picture. */
      atMs: timeMsSchema,
      /** Of its first key frame, from which on it can be shown by itself; null = it holds none. */
      keyAtMs: timeMsSchema.nullable(),
    }),
  ),
});
export type SegmentOutline = z.infer<typeof segmentOutlineSchema>;

/** What a piece of recorded video is; sent beside its bytes, in the header `x-piece`. */
export const videoPieceSchema = z.object({
  segmentId: idSchema,
  /** Wall clock at time 0 of the bytes. */
  startMs: timeMsSchema,
  /** Of the first picture, and after the last. */
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  codec: segmentSchema.shape.codec,
  /** Usual time from one picture to the next, ms; 0 = not known. */
  frameMs: z.number().min(0),
  /** Bytes before the first picture: the head, for decoders that do not have it. */
  headBytes: z.number().int().min(0),
  /** To be sent as `after` for what follows at once; null = the file ends here. */
  next: z.string().max(120).nullable(),
  /** The file grows: more follows when it is written. */
  open: z.boolean(),
});
export type VideoPiece = z.infer<typeof videoPieceSchema>;
