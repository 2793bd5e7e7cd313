import { z } from 'zod';
import { auditEntrySchema, auditFilterSchema, auditVerdictSchema } from '../../schemas/audit.ts';
import { method, nothing } from './method.ts';

/** What people changed and who signed in. `GET /api/audit/export.jsonl` gives all of it. */
export const auditMethods = {
  'audit.list': method(
    'admin',
    'station',
    ['GET', '/api/audit'],
    'The audit log, newest first',
    auditFilterSchema,
    z.object({ entries: z.array(auditEntrySchema), nextBeforeSeq: z.number().int().nullable() }),
  ),
  'audit.verify': method(
    'admin',
    'station',
    ['GET', '/api/audit/verify'],
    'Whether the audit log is whole and unchanged',
    nothing,
    auditVerdictSchema,
  ),
} as const;
