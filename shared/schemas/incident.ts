import { z } from 'zod';
import { channelNameSchema, viaSchema } from './channel-name.ts';
import { boxSchema, idSchema, scoreSchema, timeMsSchema } from './primitives.ts';

export const incidentKinds = ['accident', 'fire', 'smoke', 'emergency'] as const;
export const incidentKindSchema = z.enum(incidentKinds);
export type IncidentKind = z.infer<typeof incidentKindSchema>;

/** `new`: nobody was reached yet. `notified`: a channel took the alert or a console showed it. `expired`: nobody took it in time. */
export const incidentStatuses = ['new', 'notified', 'acknowledged', 'resolved', 'false_alarm', 'expired'] as const;
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
  /** The first message to a contact was queued. */
  firstQueuedAtMs: timeMsSchema.nullable(),
  /** The first time each channel's service took an alert of it. */
  acceptedAtMs: z.partialRecord(channelNameSchema, timeMsSchema),
  /** The first person answered, over whatever channel. */
  firstTapAtMs: timeMsSchema.nullable(),
});
export type IncidentTiming = z.infer<typeof incidentTimingSchema>;

/** `level` of the step at which everybody is told, after contacts of level 1 to 5. */
export const everybodyLevel = 6;

/** How far the alert has been carried, while nobody takes it. */
export const incidentEscalationSchema = z.object({
  /** 0 = no contact told yet, 1 to 5 = contacts up to this level, 6 = everybody. */
  level: z.number().int().min(0).max(everybodyLevel),
  /** When the next step is due; null = none is. */
  nextAtMs: timeMsSchema.nullable(),
  /** Since when every console sounds the siren; null = it does not. */
  sirenAtMs: timeMsSchema.nullable(),
});
export type IncidentEscalation = z.infer<typeof incidentEscalationSchema>;

export const incidentEventKinds = [
  'raised',
  'not_planned',
  'accepted',
  'failed',
  'shown',
  'escalated',
  'siren',
  'acknowledged',
  'handed_over',
  'resolved',
  'false_alarm',
  'reopened',
  'expired',
  'noted',
] as const;
/** One line of an incident's history. */
export const incidentEventSchema = z.object({
  id: idSchema,
  incidentId: idSchema,
  atMs: timeMsSchema,
  kind: z.enum(incidentEventKinds),
  /** Who did it, or who was reached; null = the station by itself. */
  who: z.string().max(80).nullable(),
  via: viaSchema,
  /** To whom it was handed over, which level, why it failed; null = nothing to add. */
  detail: z.string().max(500).nullable(),
});
export type IncidentEvent = z.infer<typeof incidentEventSchema>;

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
  escalation: incidentEscalationSchema,
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
  /** `waiting`: new or notified, that is, nobody took it yet. */
  status: z.enum([...incidentStatuses, 'waiting']).optional(),
  /** Inclusive bounds on `timing.detectedAtMs`. */
  fromMs: z.coerce.number().int().min(0).optional(),
  toMs: z.coerce.number().int().min(0).optional(),
  /** Cursor: incidents older than this one. */
  beforeId: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type IncidentFilter = z.infer<typeof incidentFilterSchema>;

export const incidentsSinceSchema = z.object({
  /** `cursor` of the last answer; without it the answer is only the cursor to start from. */
  cursor: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export type IncidentsSince = z.infer<typeof incidentsSinceSchema>;

export const incidentPatchSchema = z.object({
  status: incidentStatusSchema.optional(),
  /** Who takes over an acknowledged incident. */
  handOverTo: z.string().trim().min(1).max(80).optional(),
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
