import { z } from 'zod';
import { cameraAnalysisSchema, cameraSchema } from '../../../shared/schemas/camera.ts';
import { cameraRecordingSchema } from '../../../shared/schemas/recording.ts';

/** A camera as it is stored: with the full address, credentials included. Never leaves the station. */
export const cameraRecordSchema = cameraSchema.omit({ state: true, url: true }).extend({
  url: z.string().max(2048),
  analysis: cameraAnalysisSchema,
  recording: cameraRecordingSchema,
  /** SHA-256 (hex) of a push camera's device token. */
  deviceTokenHash: z.string().length(64).nullable(),
});
export type CameraRecord = z.infer<typeof cameraRecordSchema>;

/** Where camera records are kept; the store implements it. */
export interface CameraRepository {
  list(): Promise<CameraRecord[]>;
  get(id: string): Promise<CameraRecord | null>;
  insert(record: CameraRecord): Promise<void>;
  /** Replaces the record with the same id. */
  update(record: CameraRecord): Promise<void>;
  /** @returns false when there was none. */
  remove(id: string): Promise<boolean>;
}
