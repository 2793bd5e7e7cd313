import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { StationConfig } from '../config/station-config.ts';
import { openDataFolder } from '../station/data-folder.ts';
import { openStore } from '../store/store.ts';
import { resetAdminPassword } from './reset-admin-password.ts';

/** `npm start -- --reset-admin-password` */
export const resetOption = '--reset-admin-password';

/**
 * Opens the data of a station that does not run and gives its administrator a new password. A running station would go on trusting
 * sessions it knows.
 * @throws {AppError} `conflict` when the station runs.
 */
export async function resetLostPassword(
  config: Pick<StationConfig, 'dataDir' | 'databaseUrl'>,
): Promise<{ readonly username: string; readonly password: string }> {
  const folder = openStopped(config.dataDir);
  try {
    const store = await openStore({ databaseUrl: config.databaseUrl, file: join(config.dataDir, 'sentra.db') });
    try {
      return await resetAdminPassword(store);
    } finally {
      await store.close();
    }
  } finally {
    folder.release();
  }
}

function openStopped(dataDir: string) {
  try {
    return openDataFolder(dataDir);
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict')
      throw new AppError('conflict', `Stop the station first: it is running with the data folder ${dataDir}.`, { cause: error });
    throw error;
  }
}
