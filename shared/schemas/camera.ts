import { z } from 'zod';
import { cameraRecordingSchema } from './recording.ts';
import { idSchema, nameSchema, scoreSchema, timeMsSchema } from './primitives.ts';

/** Address schemes a camera may have; `push:` cameras POST their frames, `usb:` is a local webcam, `demo:` the rendered scene. */
export const cameraSchemes = ['http:', 'https:', 'rtsp:', 'rtsps:', 'file:', 'usb:', 'push:', 'demo:'] as const;

/**
 * Address of a camera's stream. Examples: `http://10.0.0.7:81/stream`, `rtsp://user:pass@10.0.0.8/h264`,
 * `https://host/live.m3u8`, `file:///videos/gate.mp4`, `usb:0`, `push:`, `demo:collision`.
 */
export const cameraUrlSchema = z
  .string()
  .trim()
  .max(2048)
  .refine((text) => cameraSchemes.some((scheme) => text.toLowerCase().startsWith(scheme)), {
    message: `must start with one of ${cameraSchemes.join(' ')}`,
  })
  .refine((text) => !/^(https?|rtsps?|file):/i.test(text) || z.url().safeParse(text).success, { message: 'is not a complete address' });

/** Why a camera shows no picture. The interface has a sentence for each code in every language. */
export const cameraCauses = [
  'refused',
  'timeout',
  'unreachable',
  'unknown_host',
  'unauthorized',
  'not_found',
  'http_error',
  'no_video',
  'unsupported_codec',
  'stalled',
  'ended',
  'file_missing',
  'ffmpeg_missing',
  'device_busy',
  'internal',
] as const;
export const cameraCauseSchema = z.enum(cameraCauses);
export type CameraCause = z.infer<typeof cameraCauseSchema>;

/** What a camera is doing now. `sinceMs` is when `status` was entered. */
export const cameraStateSchema = z.object({
  status: z.enum(['disabled', 'connecting', 'live', 'offline']),
  sinceMs: timeMsSchema,
  /** Present whenever the last attempt failed, also while connecting again. `message` is English detail without secrets. */
  cause: z.object({ code: cameraCauseSchema, message: z.string().max(500) }).nullable(),
  nextAttemptAtMs: timeMsSchema.nullable(),
  lastFrameAtMs: timeMsSchema.nullable(),
  /** Frames a second over the last few seconds. */
  fps: z.number().min(0),
  width: z.number().int().min(0),
  height: z.number().int().min(0),
  /** Connection attempts that ended since the station started. */
  reconnects: z.number().int().min(0),
  /**
   * `unavailable`: analysis is wanted but the inference process is not answering; never to be read as "no objects". `behind`: it answers,
   * for far fewer pictures than are due, and may miss accidents.
   */
  analysis: z.enum(['off', 'running', 'behind', 'motion_only', 'unavailable']),
});
export type CameraState = z.infer<typeof cameraStateSchema>;

export const cameraAnalysisSchema = z.object({
  enabled: z.boolean(),
  /** Frames a second given to the detector. */
  fps: z.number().min(0.1).max(30),
  /** The same while a vehicle moves in the picture and accidents are to be recognised; below `fps` it changes nothing. */
  movingFps: z.number().min(0.1).max(30),
  /** Class names that matter on this camera; null = every class of the model. */
  classes: z.array(z.string().min(1).max(60)).max(200).nullable(),
  /** Recognise accidents on this camera. */
  accidents: z.boolean(),
  /** Overrides the station's thresholds, class name → score. */
  thresholds: z.record(z.string().min(1).max(60), scoreSchema),
});
export type CameraAnalysis = z.infer<typeof cameraAnalysisSchema>;

export const defaultCameraAnalysis: CameraAnalysis = {
  enabled: true,
  fps: 5,
  movingFps: 10,
  classes: null,
  accidents: true,
  thresholds: {},
};

export const cameraSchema = z.object({
  id: idSchema,
  name: nameSchema,
  /** The address with user and password replaced by `***`. */
  url: z.string().max(2048),
  siteId: idSchema.nullable(),
  /** Place in words, as responders know it. */
  location: z.string().trim().max(200),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  enabled: z.boolean(),
  analysis: cameraAnalysisSchema,
  recording: cameraRecordingSchema,
  createdAtMs: timeMsSchema,
  state: cameraStateSchema,
});
export type Camera = z.infer<typeof cameraSchema>;

export const cameraInputSchema = z.object({
  name: nameSchema,
  url: cameraUrlSchema,
  siteId: idSchema.nullable().optional(),
  location: cameraSchema.shape.location.optional(),
  latitude: cameraSchema.shape.latitude.optional(),
  longitude: cameraSchema.shape.longitude.optional(),
  enabled: z.boolean().optional(),
  analysis: cameraAnalysisSchema.partial().optional(),
  recording: cameraRecordingSchema.partial().optional(),
  /** Save without trying the address first; for devices that are not mounted yet. */
  skipCheck: z.boolean().optional(),
});
export type CameraInput = z.infer<typeof cameraInputSchema>;

export const cameraPatchSchema = cameraInputSchema.partial();
export type CameraPatch = z.infer<typeof cameraPatchSchema>;

/** Answer of a look at an address before it is saved. */
export const cameraProbeSchema = z.object({
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  /** `mjpeg`, `h264`, `hevc`, ... */
  codec: z.string().max(60),
  firstFrameMs: z.number().min(0),
});
export type CameraProbe = z.infer<typeof cameraProbeSchema>;
