import { z } from 'zod';
import { timeMsSchema } from './primitives.ts';
import { inferenceHealthSchema } from './model.ts';
import { publicAddressSchema } from './tunnel.ts';

/** What the station says of itself to a signed-in console. */
export const stationStatusSchema = z.object({
  version: z.string().max(40),
  startedAtMs: timeMsSchema,
  nowMs: timeMsSchema,
  inference: inferenceHealthSchema,
  cameras: z.object({ total: z.number().int(), live: z.number().int() }),
  database: z.enum(['sqlite', 'postgres']),
  publicAddress: publicAddressSchema,
  ffmpeg: z.object({ version: z.string().max(80) }).nullable(),
});
export type StationStatus = z.infer<typeof stationStatusSchema>;
