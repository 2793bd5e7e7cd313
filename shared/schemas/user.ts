import { z } from 'zod';
import { idSchema, timeMsSchema } from './primitives.ts';

/** Least to most powerful. */
export const roles = ['viewer', 'responder', 'operator', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export const usernameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9._-]{2,40}$/, 'must be 2 to 40 letters, digits, ".", "_" or "-"');
export const passwordSchema = z.string().min(10, 'must be at least 10 characters').max(200);

/** Which cameras a person may see and act on. A camera counts when it or its site is named. */
export const reachSchema = z.union([
  z.object({ all: z.literal(true) }),
  z.object({ all: z.literal(false), siteIds: z.array(idSchema).max(200), cameraIds: z.array(idSchema).max(1000) }),
]);
export type Reach = z.infer<typeof reachSchema>;
export const wholeReach: Reach = { all: true };

export const userSchema = z.object({
  id: idSchema,
  username: usernameSchema,
  role: roleSchema,
  /** An admin's is always whole. */
  reach: reachSchema,
  createdAtMs: timeMsSchema,
});
export type User = z.infer<typeof userSchema>;
