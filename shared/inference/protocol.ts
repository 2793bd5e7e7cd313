import { z } from 'zod';
import { evidenceSchema, incidentKindSchema } from '../schemas/incident.ts';
import { executionProviderSchema, inferenceHealthSchema, modelInfoSchema } from '../schemas/model.ts';
import { observationSchema, type trackSchema } from '../schemas/observation.ts';
import { boxSchema, idSchema, scoreSchema, timeMsSchema } from '../schemas/primitives.ts';

/**
 * Messages between the station and the inference process. The same under `child_process` (advanced serialisation) and Electron's
 * `utilityProcess`: structured clones, JPEG bytes as `Uint8Array`.
 */

/** How one camera is to be analysed. */
export const cameraPlanSchema = z.object({
  cameraId: idSchema,
  classes: z.array(z.string()).nullable(),
  accidents: z.boolean(),
  /** Class name → least score, camera's over station's. */
  thresholds: z.record(z.string(), scoreSchema),
});
export type CameraPlan = z.infer<typeof cameraPlanSchema>;

export const inferenceConfigSchema = z.object({
  /** Absolute path; null = motion only. */
  modelFile: z.string().nullable(),
  provider: executionProviderSchema,
  threads: z.number().int().min(0),
  threshold: scoreSchema,
  thresholds: z.record(z.string(), scoreSchema),
  /** Providers not to be tried: the process died while it tried them. */
  avoidProviders: z.array(executionProviderSchema).max(10).optional(),
});
export type InferenceConfig = z.infer<typeof inferenceConfigSchema>;

/** Station → inference. */
export const toInferenceSchema = z.discriminatedUnion('type', [
  /** Answered by `configured`. A model that does not load is refused with the reason and the one in use stays. */
  z.object({ type: z.literal('configure'), requestId: z.number().int(), config: inferenceConfigSchema }),
  /** Opens a model and describes it without using it; answered by `inspected`. */
  z.object({ type: z.literal('inspect'), requestId: z.number().int(), modelFile: z.string() }),
  /** Adds or changes a camera. */
  z.object({ type: z.literal('camera'), plan: cameraPlanSchema }),
  z.object({ type: z.literal('forget'), cameraId: idSchema }),
  /** Answered by exactly one `observation` or `dropped` of the same camera and seq. The station keeps one frame a camera under way. */
  z.object({
    type: z.literal('frame'),
    cameraId: idSchema,
    seq: z.number().int(),
    capturedAtMs: timeMsSchema,
    jpeg: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes'),
  }),
  z.object({ type: z.literal('stop') }),
]);
export type ToInference = z.infer<typeof toInferenceSchema>;

/** Something the recogniser decided is an incident, on the frame of the observation that carries it. */
export const incidentCandidateSchema = z.object({
  kind: incidentKindSchema,
  confidence: scoreSchema,
  boxes: z.array(z.object({ label: z.string(), bbox: boxSchema })).max(20),
  evidence: z.array(evidenceSchema).max(20),
});
export type IncidentCandidate = z.infer<typeof incidentCandidateSchema>;

const outcome = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value }), z.object({ ok: z.literal(false), reason: z.string().max(500) })]);

/** Inference → station. */
export const fromInferenceSchema = z.discriminatedUnion('type', [
  /** The process is up and listens; sent once. */
  z.object({ type: z.literal('ready'), pid: z.number().int() }),
  /** `value` is null when no model is asked for. `warning`: what was asked for works only in part, for example on another provider. */
  z.object({
    type: z.literal('configured'),
    requestId: z.number().int(),
    result: outcome(modelInfoSchema.nullable()),
    warning: z.string().max(500).nullable().optional(),
  }),
  /** A driver's code is about to run; if the process dies before `configured`, this provider is to blame. */
  z.object({ type: z.literal('trying'), provider: executionProviderSchema }),
  z.object({ type: z.literal('inspected'), requestId: z.number().int(), result: outcome(modelInfoSchema) }),
  z.object({
    type: z.literal('observation'),
    observation: observationSchema,
    detectedAtMs: timeMsSchema,
    incidents: z.array(incidentCandidateSchema).max(10),
    /** A vehicle is followed that does not stand: an accident may be a few frames away. */
    vehiclesMoving: z.boolean(),
  }),
  /** The frame could not be used: broken JPEG, unknown camera, network failure. */
  z.object({ type: z.literal('dropped'), cameraId: idSchema, seq: z.number().int(), reason: z.string().max(300) }),
  z.object({
    type: z.literal('health'),
    health: inferenceHealthSchema.pick({
      model: true,
      provider: true,
      framesPerSecond: true,
      networkMsP50: true,
      droppedFrames: true,
      measuredMs: true,
    }),
  }),
]);
export type FromInference = z.infer<typeof fromInferenceSchema>;
export type FollowedTrack = z.infer<typeof trackSchema>;
