import { createHash } from 'node:crypto';
import { z } from 'zod';
import { languageSchema } from '../../../shared/schemas/notification.ts';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';

const subscriptionSchema = z.object({
  id: idSchema,
  userId: idSchema,
  endpoint: z.string(),
  p256dh: z.string(),
  auth: z.string(),
  device: z.string(),
  language: languageSchema,
  createdAtMs: timeMsSchema,
  lastDeliveredAtMs: timeMsSchema.nullable(),
});
/** A browser that gets Web Push. */
export type PushSubscription = z.infer<typeof subscriptionSchema>;

/** Outboxes give a message up long before. */
const receiptLifeMs = 7 * 24 * 60 * 60 * 1000;

/** Devices that get Web Push, and what they got. */
export interface PushRepository {
  /** The same browser again, of whichever user, takes the place of what it was before: one browser shows the alerts of one person. */
  put(subscription: PushSubscription): Promise<void>;
  /** Oldest first. */
  ofUser(userId: string): Promise<PushSubscription[]>;
  /** @returns false when the user has no such device. */
  remove(id: string, userId: string): Promise<boolean>;
  /** Devices that got this message already. */
  gotIt(idempotencyKey: string): Promise<ReadonlySet<string>>;
  noteTaken(id: string, idempotencyKey: string, nowMs: number): Promise<void>;
  prune(nowMs: number): Promise<void>;
}

/** @see PushRepository */
export function pushRepository(database: Database): PushRepository {
  return {
    async put(subscription) {
      const row = { ...subscription, endpointHash: createHash('sha256').update(subscription.endpoint).digest('hex') };
      await database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('pushSubscriptions').where('endpointHash', '=', row.endpointHash).execute();
        await transaction.insertInto('pushSubscriptions').values(row).execute();
      });
    },
    async ofUser(userId) {
      const rows = await database
        .selectFrom('pushSubscriptions')
        .selectAll()
        .where('userId', '=', userId)
        .orderBy('createdAtMs')
        .orderBy('id')
        .execute();
      return rows.map((row) => subscriptionSchema.parse(row));
    },
    async remove(id, userId) {
      const result = await database.deleteFrom('pushSubscriptions').where('id', '=', id).where('userId', '=', userId).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async gotIt(idempotencyKey) {
      const rows = await database
        .selectFrom('pushReceipts')
        .select('subscriptionId')
        .where('idempotencyKey', '=', idempotencyKey)
        .execute();
      return new Set(rows.map(({ subscriptionId }) => subscriptionId));
    },
    async noteTaken(subscriptionId, idempotencyKey, nowMs) {
      await database
        .insertInto('pushReceipts')
        .values({ subscriptionId, idempotencyKey, atMs: nowMs })
        .onConflict((conflict) => conflict.columns(['idempotencyKey', 'subscriptionId']).doNothing())
        .execute();
      await database.updateTable('pushSubscriptions').set({ lastDeliveredAtMs: nowMs }).where('id', '=', subscriptionId).execute();
    },
    async prune(nowMs) {
      await database
        .deleteFrom('pushReceipts')
        .where('atMs', '<=', nowMs - receiptLifeMs)
        .execute();
    },
  };
}
