import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';

/** A data folder in use by this process. */
export interface DataFolder {
  readonly path: string;
  release(): void;
}

/**
 * Makes the folder (for its owner only) and takes it for this process. Two stations on one folder would alert twice. The lock is
 * SQLite's own on a file of its own: the operating system lets it go with the process, however that ends.
 * @throws {AppError} `conflict` when another station uses it, `unavailable` when it cannot be written.
 */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const lock = new Database(join(path, 'station.lock'), { timeout: 0 });
    try {
      lock.pragma('journal_mode = MEMORY');
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      lock.close();
      throw error;
    }
    return { path, release: () => void lock.close() };
  } catch (error) {
    if (/SQLITE_BUSY/.test(codeOf(error)))
      throw new AppError('conflict', `Another station is running with the data folder ${path}; choose one with --data DIR.`, {
        cause: error,
      });
    throw new AppError('unavailable', `The data folder ${path} cannot be used (${codeOf(error)}); choose one with --data DIR.`, {
      cause: error,
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error ? String((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
}
