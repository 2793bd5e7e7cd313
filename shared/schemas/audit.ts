import { z } from 'zod';
import { idSchema, timeMsSchema } from './primitives.ts';

/** One line of the audit log. */
export const auditEntrySchema = z.object({
  /** Position in the chain: 1, 2, 3, ... */
  seq: z.number().int().min(1),
  atMs: timeMsSchema,
  /** Who; null = nobody was signed in. */
  userId: idSchema.nullable(),
  username: z.string().max(80).nullable(),
  address: z.string().max(100),
  /** Method of the contract, or for example `auth.refused`. */
  action: z.string().max(80),
  /** Id of what it was done to. */
  target: z.string().max(100).nullable(),
  /** `done`, or the error code. */
  outcome: z.string().max(40),
  /** What was asked for, as JSON and without secrets. */
  details: z.string().max(4000),
  /** SHA-256 (hex) of the hash before and this line. */
  hash: z.string().length(64),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditFilterSchema = z.object({
  userId: idSchema.optional(),
  /** Beginning of the action: `cameras.` finds everything done to cameras. */
  action: z.string().max(80).optional(),
  outcome: z.string().max(40).optional(),
  /** Inclusive bounds on `atMs`. */
  fromMs: z.coerce.number().int().min(0).optional(),
  toMs: z.coerce.number().int().min(0).optional(),
  /** Cursor: entries before this one. */
  beforeSeq: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** Whether the chain holds. */
export const auditVerdictSchema = z.discriminatedUnion('intact', [
  z.object({ intact: z.literal(true), entries: z.number().int().min(0) }),
  z.object({
    intact: z.literal(false),
    /** First entry that does not fit. */
    seq: z.number().int().min(1),
    problem: z.string().max(300),
  }),
]);
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
