import { z } from 'zod';

const codeSchema = z.object({ code: z.string() });
/** SQLite, files, PostgreSQL. */
const diskFull = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', '53100']);

/** Why something could not be kept, in a few words for an alert's text. */
export function failureWords(error: unknown, otherwise: string): string {
  return diskFull.has(codeSchema.safeParse(error).data?.code ?? '') ? 'the disk is full' : otherwise;
}
