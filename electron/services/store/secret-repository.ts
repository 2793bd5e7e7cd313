import type { Database } from './database.ts';

/** Sealed secrets by name; what is in them only `secrets/` knows. */
export interface SecretRepository {
  /** @returns null when it is not set. */
  get(name: string): Promise<string | null>;
  set(name: string, sealed: string, nowMs: number): Promise<void>;
  remove(name: string): Promise<void>;
}

/** @see SecretRepository */
export function secretRepository(database: Database): SecretRepository {
  return {
    async get(name) {
      const row = await database.selectFrom('secrets').select('sealed').where('name', '=', name).executeTakeFirst();
      return row?.sealed ?? null;
    },
    async set(name, sealed, nowMs) {
      const written = { sealed, updatedAtMs: nowMs };
      await database
        .insertInto('secrets')
        .values({ name, ...written })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(written))
        .execute();
    },
    async remove(name) {
      await database.deleteFrom('secrets').where('name', '=', name).execute();
    },
  };
}
