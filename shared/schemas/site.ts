import { z } from 'zod';
import { idSchema, nameSchema, timeMsSchema } from './primitives.ts';

/** A place with cameras: a junction, a car park, an office. */
export const siteSchema = z.object({
  id: idSchema,
  name: nameSchema,
  address: z.string().trim().max(200),
  createdAtMs: timeMsSchema,
});
export type Site = z.infer<typeof siteSchema>;

export const siteInputSchema = siteSchema.pick({ name: true, address: true }).partial({ address: true });
export const sitePatchSchema = siteSchema.pick({ name: true, address: true }).partial();
