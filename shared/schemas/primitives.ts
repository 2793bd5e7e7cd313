import { z } from 'zod';

/** Identifier of a stored thing: URL-safe, at most 64 characters. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "-" or "_"');

/** Unix time in integer milliseconds, UTC. */
export const timeMsSchema = z.number().int().min(0).max(8_640_000_000_000_000);

/** Probability-like score, 0..1. */
export const scoreSchema = z.number().min(0).max(1);

/** Box `[x, y, w, h]`, source pixels, origin at the top left. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number().min(0), z.number().min(0)]);
export type Box = z.infer<typeof boxSchema>;

/** Name shown to people: trimmed, 1 to 80 characters. */
export const nameSchema = z.string().trim().min(1, 'must not be empty').max(80, 'must be at most 80 characters');

/** Query strings carry only text; this reads `"5"` as 5 and leaves numbers alone. */
export const queryNumber = (schema: z.ZodNumber) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value), schema);
