import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';

const busySchema = z.object({ code: z.string().startsWith('SQLITE_BUSY') });

/**
 * Keeps a second station off the same SQLite file: both would watch every camera and raise every incident twice. The lock is an open
 * transaction in a file beside it, which the operating system ends with the process, however that dies: there is no stale lock.
 * @returns a function that gives it up.
 * @throws {AppError} `conflict` when another station has it.
 */
export function lockForOneStation(databaseFile: string): () => void {
  mkdirSync(dirname(databaseFile), { recursive: true });
  const lock = new SqliteFile(`${databaseFile}.lock`, { timeout: 0 });
  try {
    // The journal in memory: otherwise a killed station would leave one that looks like unfinished work.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (!busySchema.safeParse(error).success) throw error;
    const message = `Another SENTRA station uses ${dirname(databaseFile)} already: stop it, or start this one with another data folder.`;
    throw new AppError('conflict', message, { cause: error });
  }
  return () => lock.close();
}
