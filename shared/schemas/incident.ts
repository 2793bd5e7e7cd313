import { z } from 'zod';
import { boxSchema, idSchema, scoreSchema, timeMsSchema } from './primitives.ts';

export const incidentKinds = ['accident', 'fire', 'smoke', 'emergency'] as const;
export const incidentKindSchema = z.enum(incidentKinds);
export type IncidentKind = z.infer<typeof incidentKindSchema>;

export const incidentStatuses = ['new', 'acknowledged', 'resolved', 'false_alarm'] as const;
export const incidentStatusSchema = z.enum(incidentStatuses);
export type IncidentStatus = z.infer<typeof incidentStatusSchema>;

/** Why the recogniser decided: which evidence added how much to the confidence. */
export const evidenceSchema = z.object({
  name: z.enum(['model_class', 'contact', 'sudden_stop', 'sudden_turn', 'stopped_after_contact', 'people_on_road', 'scatter', 'fall']),
  weight: scoreSchema,
  trackIds: z.array(z.number().int().min(1)).max(20),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** When each step of an alert happened; null = has not happened (yet). */
export const incidentTimingSchema = z.object({
  /** The deciding frame was captured. */
  frameAtMs: timeMsSchema,
  /** The recogniser decided. */
  detectedAtMs: timeMsSchema,
  /** The row was committed. */
  storedAtMs: timeMsSchema,
  /** The first console reported that a person can see it. */
  shownAtMs: timeMsSchema.nullable(),
});
export type IncidentTiming = z.infer<typeof incidentTimingSchema>;

export const incidentSchema = z.object({
  id: idSchema,
  kind: incidentKindSchema,
  status: incidentStatusSchema,
  cameraId: idSchema.nullable(),
  /** As they were when it happened: a renamed or deleted camera does not rewrite history. */
  cameraName: z.string().max(80),
  location: z.string().max(200),
  siteId: idSchema.nullable(),
  confidence: scoreSchema,
  /** Boxes of those involved, `[x, y, w, h]` in pixels of the photo. */
  boxes: z.array(z.object({ label: z.string().max(60), bbox: boxSchema })).max(20),
  evidence: z.array(evidenceSchema).max(20),
  photoUrl: z.string().max(300).nullable(),
  timing: incidentTimingSchema,
  acknowledgedBy: z.string().max(80).nullable(),
  acknowledgedAtMs: timeMsSchema.nullable(),
  closedBy: z.string().max(80).nullable(),
  closedAtMs: timeMsSchema.nullable(),
  note: z.string().max(2000),
  /** Counts changes; a patch may name the revision it was made from. */
  revision: z.number().int().min(1),
});
export type Incident = z.infer<typeof incidentSchema>;

export const incidentFilterSchema = z.object({
  cameraId: idSchema.optional(),
  siteId: idSchema.optional(),
  kind: incidentKindSchema.optional(),
  status: incidentStatusSchema.optional(),
  /** Inclusive bounds on `timing.detectedAtMs`. */
  fromMs: z.coerce.number().int().min(0).optional(),
  toMs: z.coerce.number().int().min(0).optional(),
  /** Cursor: incidents older than this one. */
  beforeId: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type IncidentFilter = z.infer<typeof incidentFilterSchema>;

export const incidentPatchSchema = z.object({
  status: incidentStatusSchema.optional(),
  note: incidentSchema.shape.note.optional(),
  /** When given, the patch is refused with `conflict` unless the incident still is at this revision. */
  revision: z.number().int().min(1).optional(),
});
export type IncidentPatch = z.infer<typeof incidentPatchSchema>;

/** The alert as `receive-message` carries it; other people's clients rely on these names. */
export const alertMessageSchema = z.object({
  id: idSchema,
  kind: z.enum([...incidentKinds, 'message']),
  cameraId: idSchema.nullable(),
  cameraName: z.string().max(80),
  location: z.string().max(200),
  confidence: scoreSchema,
  detectedAtMs: timeMsSchema,
  photoUrl: z.string().max(300).nullable(),
  text: z.string().max(1000),
});
export type AlertMessage = z.infer<typeof alertMessageSchema>;
