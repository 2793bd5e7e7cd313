import type { Database } from './database.ts';

/** Where a user has signed in from. */
export interface KnownDeviceRepository {
  /** True when this user signed in with this device since `sinceMs`. */
  knows(userId: string, deviceHash: string, sinceMs: number): Promise<boolean>;
  /** Keeps the newest `most` devices of the user. */
  remember(
    device: { readonly userId: string; readonly deviceHash: string; readonly address: string; readonly atMs: number },
    most: number,
  ): Promise<void>;
  forgetOfUser(userId: string): Promise<void>;
}

/** @see KnownDeviceRepository */
export function knownDeviceRepository(database: Database): KnownDeviceRepository {
  const ofUser = (userId: string, sinceMs: number) =>
    database.selectFrom('knownDevices').select('deviceHash').where('userId', '=', userId).where('lastUsedAtMs', '>=', sinceMs);
  return {
    async knows(userId, deviceHash, sinceMs) {
      return (await ofUser(userId, sinceMs).where('deviceHash', '=', deviceHash).executeTakeFirst()) !== undefined;
    },
    async remember({ userId, deviceHash, address, atMs }, most) {
      const used = { address, lastUsedAtMs: atMs };
      await database
        .insertInto('knownDevices')
        .values({ userId, deviceHash, ...used })
        .onConflict((conflict) => conflict.columns(['userId', 'deviceHash']).doUpdateSet(used))
        .execute();
      const kept = await ofUser(userId, 0).orderBy('lastUsedAtMs', 'desc').limit(most).execute();
      await database
        .deleteFrom('knownDevices')
        .where('userId', '=', userId)
        .where(
          'deviceHash',
          'not in',
          kept.map((row) => row.deviceHash),
        )
        .execute();
    },
    async forgetOfUser(userId) {
      await database.deleteFrom('knownDevices').where('userId', '=', userId).execute();
    },
  };
}
