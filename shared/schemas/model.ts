import { z } from 'zod';
import { scoreSchema } from './primitives.ts';

/** Output layouts the decoder knows; one file per layout in `inference/detectors/`. */
export const modelLayouts = ['yolov8', 'yolov5', 'end2end', 'yolox', 'picodet'] as const;
export const modelLayoutSchema = z.enum(modelLayouts);
export type ModelLayout = z.infer<typeof modelLayoutSchema>;

const sideSchema = z.number().int().min(32).max(4096);

/** How a picture becomes the network's input. */
export const modelInputSchema = z.object({
  width: sideSchema,
  height: sideSchema,
  color: z.enum(['rgb', 'bgr']),
  /** `imagenet`: mean of the ImageNet pictures taken off, divided by their spread, channel by channel. */
  scale: z.enum(['0..1', '0..255', 'imagenet']),
  letterbox: z.enum(['centre', 'top-left']),
  padding: z.number().int().min(0).max(255),
});
export type ModelInput = z.infer<typeof modelInputSchema>;

/** One entry of `models/manifest.json`, or of a side-car `<model>.json` beside a user's ONNX file. */
export const modelManifestEntrySchema = z.object({
  id: z.string().min(1).max(80),
  file: z.string().min(1).max(300),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  bytes: z.number().int().min(1).optional(),
  licence: z.string().max(120).optional(),
  layout: modelLayoutSchema.optional(),
  input: modelInputSchema.partial().optional(),
  classes: z.array(z.string().min(1).max(60)).min(1).max(1000).optional(),
  default: z.boolean().optional(),
});
export type ModelManifestEntry = z.infer<typeof modelManifestEntrySchema>;
export const modelManifestSchema = z.object({ models: z.array(modelManifestEntrySchema).max(100) });

/** Execution providers of onnxruntime; `auto` measures those that load and keeps the fastest. */
export const executionProviders = ['auto', 'cpu', 'webgpu', 'dml', 'coreml', 'cuda'] as const;
export const executionProviderSchema = z.enum(executionProviders);
export type ExecutionProvider = z.infer<typeof executionProviderSchema>;

/** A model that was opened and understood. */
export const modelInfoSchema = z.object({
  file: z.string().max(1000),
  name: z.string().max(120),
  layout: modelLayoutSchema,
  input: modelInputSchema,
  classes: z.array(z.string().max(60)).max(1000),
  /** Largest batch one run takes; 0 = any. */
  maxBatch: z.number().int().min(0),
  licence: z.string().max(120).nullable(),
});
export type ModelInfo = z.infer<typeof modelInfoSchema>;

/** Detection settings of the whole station. */
export const detectionSettingsSchema = z.object({
  /** Absolute path of an ONNX file, or null = the bundled default. */
  modelFile: z.string().max(1000).nullable(),
  provider: executionProviderSchema,
  /** Threads of the network; 0 = chosen from the machine. */
  threads: z.number().int().min(0).max(64),
  /** Score from which a detection counts, for classes without their own. */
  threshold: scoreSchema,
  /** Class name → score. */
  thresholds: z.record(z.string().min(1).max(60), scoreSchema),
});
export type DetectionSettings = z.infer<typeof detectionSettingsSchema>;
export const defaultDetectionSettings: DetectionSettings = {
  modelFile: null,
  provider: 'auto',
  threads: 0,
  threshold: 0.35,
  thresholds: {},
};

/** A model a person can pick in settings. */
export const modelChoiceSchema = z.object({
  file: z.string().max(1000),
  name: z.string().max(120),
  licence: z.string().max(120).nullable(),
  bytes: z.number().int().min(0),
  origin: z.enum(['bundled', 'local', 'environment']),
  inUse: z.boolean(),
});
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

/** State of the inference process as the console shows it. */
export const inferenceHealthSchema = z.object({
  /** `motion_only`: no model could be found or loaded; `restarting`: the process died and is coming back. */
  state: z.enum(['starting', 'running', 'motion_only', 'restarting', 'stopped']),
  sinceMs: z.number().int().min(0),
  model: modelInfoSchema.nullable(),
  provider: z.string().max(40).nullable(),
  /** Last refused model or failed start, in words; null when all is well. */
  problem: z.string().max(500).nullable(),
  restarts: z.number().int().min(0),
  pid: z.number().int().nullable(),
  /** Over the last seconds. */
  framesPerSecond: z.number().min(0),
  networkMsP50: z.number().min(0).nullable(),
  droppedFrames: z.number().int().min(0),
  /** Cameras of which far fewer pictures are looked at than are due: accidents may be missed there. */
  camerasBehind: z.number().int().min(0),
  /** Milliseconds a run took for each provider measured at start. */
  measuredMs: z.record(z.string(), z.number()),
});
export type InferenceHealth = z.infer<typeof inferenceHealthSchema>;
