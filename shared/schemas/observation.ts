import { z } from 'zod';
import { boxSchema, idSchema, scoreSchema, timeMsSchema } from './primitives.ts';

/** One followed object on one frame. */
export const trackSchema = z.object({
  /** Stable while the object is followed; unique per camera and inference run. */
  id: z.number().int().min(1),
  label: z.string().max(60),
  score: scoreSchema,
  /** `[x, y, w, h]`, source pixels. */
  bbox: boxSchema,
  /** `stationary`: has not moved for a while and counts as background. */
  state: z.enum(['moving', 'stationary']),
});
export type Track = z.infer<typeof trackSchema>;

/** What the detector saw on the very frame `seq`. */
export const observationSchema = z.object({
  cameraId: idSchema,
  seq: z.number().int().min(0),
  capturedAtMs: timeMsSchema,
  /**
   * Where the frame stands in the camera's encoded video, ms of its connection's own clock (`mediaMs` of a live video packet): tells which
   * picture of the video the boxes belong to. Absent when the camera gives no encoded video, or it is not known.
   */
  mediaMs: z.number().optional(),
  /** Source size the boxes refer to, pixels. */
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  tracks: z.array(trackSchema).max(300),
  /** `skipped`: nothing moved, so the tracks are those of the last detection. `motion_only`: no model is loaded. */
  mode: z.enum(['detected', 'skipped', 'motion_only']),
  /** Share of the picture that changed, 0..1. */
  motion: scoreSchema,
  /** Milliseconds spent on this frame: in the inference process, and in the network alone. */
  tookMs: z.object({ total: z.number().min(0), network: z.number().min(0) }),
});
export type Observation = z.infer<typeof observationSchema>;
