import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';

const causeSchema = z.object({ code: z.string() });

/** Says in words why the database cannot be opened or migrated. `place` names it without credentials. */
export function storeFailure(error: unknown, place: string): AppError {
  if (error instanceof AppError) return error;
  const code = causeSchema.safeParse(error).data?.code ?? '';
  return new AppError('unavailable', `${sentenceFor(code, place)} (${code || (error instanceof Error ? error.message : String(error))})`, {
    cause: error,
  });
}

function sentenceFor(code: string, place: string): string {
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return `The database ${place} is damaged or is no database. Put a copy of it back, or move it away to start with an empty one`;
  }
  if (code === 'EACCES' || code === 'EPERM' || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM')) {
    return `The station may not write to the database ${place}: give its user the right to write there`;
  }
  if (code === 'EROFS') return `The database ${place} is on a read-only disk`;
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') return `The disk of the database ${place} is full`;
  if (code === 'SQLITE_BUSY') return `The database ${place} is in use by another program`;
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'ENOTDIR' || code === 'EEXIST')
    return `The database ${place} cannot be opened: there is no such folder, or no right to it`;
  if (code === '28P01' || code === '28000') return `The database ${place} refuses the user or the password`;
  if (code === '3D000') return `There is no database ${place}: create it first`;
  if (code === '42501') return `The database user may not create tables in ${place}`;
  return `The database ${place} cannot be used`;
}

/** `host:port/name` of a database address, without user and password. */
export function databasePlace(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  return url ? `${url.host}${url.pathname}` : 'named by DATABASE_URL';
}
