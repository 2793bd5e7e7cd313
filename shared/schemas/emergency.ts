import { z } from 'zod';
import { idSchema } from './primitives.ts';

/** A call for help by a person. Everything may be left out: the button alone is enough. */
export const emergencyInputSchema = z.object({
  /** Chosen by the caller, the same over all retries: however often it is sent, it is one incident. */
  requestId: idSchema.optional(),
  /** What has happened. */
  text: z.string().trim().max(1000).default(''),
  /** Where, in words; the camera's place when left out. */
  location: z.string().trim().max(200).default(''),
  /** A camera that shows it: its present picture goes along. */
  cameraId: idSchema.nullable().default(null),
});
export type EmergencyInput = z.infer<typeof emergencyInputSchema>;
