import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

/** Settings by key; values are JSON whose shape the reader states. */
export interface SettingsRepository {
  /**
   * @returns null when it was never written.
   * @throws {AppError} `unavailable` when what is stored does not fit `schema`.
   */
  get<T extends z.ZodType>(key: string, schema: T): Promise<z.output<T> | null>;
  set(key: string, value: unknown, nowMs: number): Promise<void>;
}

/** @see SettingsRepository */
export function settingsRepository(database: Database): SettingsRepository {
  return {
    async get(key, schema) {
      const row = await database.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
      if (!row) return null;
      const parsed = jsonColumn(schema).safeParse(row.value);
      if (!parsed.success)
        throw new AppError('unavailable', `The stored setting "${key}" cannot be read: ${parsed.error.issues[0]?.message}`);
      return parsed.data;
    },
    async set(key, value, nowMs) {
      const written = { value: JSON.stringify(value), updatedAtMs: nowMs };
      await database
        .insertInto('settings')
        .values({ key, ...written })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(written))
        .execute();
    },
  };
}
