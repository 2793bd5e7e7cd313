import type { Database } from './database.ts';

/** Every camera. */
export const everyCamera = '*';

/**
 * Alerts that contacts do not want for a while. A pause holds for one contact only: nobody can silence somebody else. Emergencies are
 * not to be held back by it; that is for the caller to see to.
 */
export interface PauseRepository {
  /** @param cameraId `everyCamera` or one camera. @param untilMs null = until it is taken back. */
  set(contactId: string, cameraId: string, untilMs: number | null): Promise<void>;
  /** Takes back every pause of the contact. @returns how many there were. */
  clear(contactId: string): Promise<number>;
  /** True while the contact wants no alerts of this camera; null = an incident without a camera. */
  isPaused(contactId: string, cameraId: string | null, nowMs: number): Promise<boolean>;
  /** True while the contact wants no alerts at all. */
  isDisarmed(contactId: string, nowMs: number): Promise<boolean>;
  /** Forgets pauses that are over. */
  prune(nowMs: number): Promise<void>;
}

/** @see PauseRepository */
export function pauseRepository(database: Database): PauseRepository {
  const isPaused = async (contactId: string, cameraIds: readonly string[], nowMs: number) => {
    const row = await database
      .selectFrom('alertPauses')
      .select('cameraId')
      .where('contactId', '=', contactId)
      .where('cameraId', 'in', cameraIds)
      .where((eb) => eb.or([eb('untilMs', 'is', null), eb('untilMs', '>', nowMs)]))
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  };
  return {
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
    isPaused: (contactId, cameraId, nowMs) => isPaused(contactId, cameraId === null ? [everyCamera] : [everyCamera, cameraId], nowMs),
    isDisarmed: (contactId, nowMs) => isPaused(contactId, [everyCamera], nowMs),
    async prune(nowMs) {
      await database.deleteFrom('alertPauses').where('untilMs', '<=', nowMs).execute();
    },
  };
}
