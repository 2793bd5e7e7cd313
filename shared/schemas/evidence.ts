import { z } from 'zod';
import { idSchema, timeMsSchema } from './primitives.ts';
import { gapCauseSchema } from './recording.ts';

/** `waiting`: until the time after the incident has passed. `ready`: the file is there. `missing`: there was no video. `failed`: it could not be cut. */
export const clipStates = ['waiting', 'cutting', 'ready', 'missing', 'failed'] as const;
export const clipStateSchema = z.enum(clipStates);
export type ClipState = z.infer<typeof clipStateSchema>;

/** A stretch of a clip without video. `damaged`: its file cannot be read. `format_changed`: another size or codec than the rest. */
export const clipHoleSchema = z.object({
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  cause: z.enum([...gapCauseSchema.options, 'damaged', 'format_changed']),
});
export type ClipHole = z.infer<typeof clipHoleSchema>;

/** The video of an incident from one camera. */
export const clipSchema = z.object({
  incidentId: idSchema,
  cameraId: idSchema,
  /** As it was when it happened. */
  cameraName: z.string().max(80),
  state: clipStateSchema,
  /** What is kept. */
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  /** First picture of the file, which is a key frame, and after the last one; second N of the file is `startMs` + N s. */
  startMs: timeMsSchema.nullable(),
  endMs: timeMsSchema.nullable(),
  bytes: z.number().int().min(0).nullable(),
  sha256: z.string().length(64).nullable(),
  holes: z.array(clipHoleSchema).max(100),
  /** Why there is none, where no hole says it; null = nothing to add. */
  problem: z.string().max(500).nullable(),
  url: z.string().max(300).nullable(),
});
export type Clip = z.infer<typeof clipSchema>;

/** Video that retention does not delete. */
export const evidenceLockSchema = z.object({
  id: idSchema,
  /** Null = a stretch of one camera that somebody locked by hand. */
  incidentId: idSchema.nullable(),
  cameraIds: z.array(idSchema).max(200),
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  locked: z.boolean(),
  /** Who locked or unlocked it last, and why; null = the station, when the incident happened. */
  by: z.string().max(80).nullable(),
  reason: z.string().max(500),
  changedAtMs: timeMsSchema,
});
export type EvidenceLock = z.infer<typeof evidenceLockSchema>;

export const incidentEvidenceSchema = z.object({
  incidentId: idSchema,
  /** Null = the incident belongs to no camera and no site, or happened before evidence was kept. */
  lock: evidenceLockSchema.nullable(),
  /** The incident's own camera first; only those the caller may see. */
  clips: z.array(clipSchema),
});
export type IncidentEvidence = z.infer<typeof incidentEvidenceSchema>;

export const exportStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** Half an hour of a camera is at most a few gigabytes. */
export const maxExportMs = 2 * 60 * 60 * 1000;

/** What is exported: incidents with all that belongs to them, or a stretch of some cameras. */
export const exportRequestSchema = z
  .object({
    incidentIds: z.array(idSchema).min(1).max(50).optional(),
    cameraIds: z.array(idSchema).min(1).max(16).optional(),
    fromMs: timeMsSchema.optional(),
    toMs: timeMsSchema.optional(),
    /** Time and boxes drawn into further copies of the videos; the untouched ones are always there. */
    burnIn: z.boolean().default(false),
  })
  .meta({ description: 'Either incidentIds, or cameraIds with fromMs and toMs' });
export type ExportRequest = z.infer<typeof exportRequestSchema>;

export const evidenceExportSchema = z.object({
  id: idSchema,
  state: z.enum(exportStates),
  /** 0..1 */
  progress: z.number().min(0).max(1),
  /** What went wrong; null = nothing. */
  problem: z.string().max(500).nullable(),
  by: z.string().max(80),
  request: exportRequestSchema,
  createdAtMs: timeMsSchema,
  doneAtMs: timeMsSchema.nullable(),
  bytes: z.number().int().min(0).nullable(),
  /** Where it is fetched; null until it is done. */
  url: z.string().max(300).nullable(),
});
export type EvidenceExport = z.infer<typeof evidenceExportSchema>;

/** What exports of this station are signed with. */
export const evidenceKeySchema = z.object({
  /** Ed25519, SubjectPublicKeyInfo, base64. */
  publicKey: z.string().max(200),
  /** SHA-256 of it, hexadecimal in groups: short enough to be read out and compared. */
  fingerprint: z.string().max(100),
});
export type EvidenceKey = z.infer<typeof evidenceKeySchema>;
