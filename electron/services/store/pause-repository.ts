import type { Database } from './database.ts';

/** Every camera. */
export const everyCamera = '*';

/** Alerts that a contact does not want. */
export interface Pause {
  readonly contactId: string;
  /** One camera, or `everyCamera`. */
  readonly cameraId: string;
  /** Null = until it is taken back. */
  readonly untilMs: number | null;
}

/** Alerts that contacts do not want for a while. */
export interface PauseRepository {
  list(): Promise<Pause[]>;
  /** @param cameraId `everyCamera` or one camera. @param untilMs null = until it is taken back. */
  set(contactId: string, cameraId: string, untilMs: number | null): Promise<void>;
  /** Takes back every pause of the contact. @returns how many there were. */
  clear(contactId: string): Promise<number>;
  /** Forgets pauses that are over. */
  prune(nowMs: number): Promise<void>;
}

/** @see PauseRepository */
export function pauseRepository(database: Database): PauseRepository {
  return {
    list: () => database.selectFrom('alertPauses').selectAll().orderBy('contactId').orderBy('cameraId').execute(),
    async set(contactId, cameraId, untilMs) {
      await database
        .insertInto('alertPauses')
        .values({ contactId, cameraId, untilMs })
        .onConflict((conflict) => conflict.columns(['contactId', 'cameraId']).doUpdateSet({ untilMs }))
        .execute();
    },
    async clear(contactId) {
      const result = await database.deleteFrom('alertPauses').where('contactId', '=', contactId).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
    async prune(nowMs) {
      await database.deleteFrom('alertPauses').where('untilMs', '<=', nowMs).execute();
    },
  };
}
