import { z } from 'zod';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';

const messageSchema = z.object({
  chatId: z.string(),
  messageId: z.number().int(),
  incidentId: idSchema,
  kind: z.enum(['photo', 'text', 'venue', 'video']),
  idempotencyKey: z.string().nullable(),
  sentAtMs: timeMsSchema,
});
/** A message that Telegram took about an incident. */
export type TelegramMessage = z.infer<typeof messageSchema>;

/** Telegram keeps updates for a day; after a week of silence it counts from somewhere else. */
const updateLifeMs = 2 * 24 * 60 * 60 * 1000;

/** What the Telegram channel must not forget over a restart. */
export interface TelegramRepository {
  addCode(codeHash: string, contactId: string, expiresAtMs: number): Promise<void>;
  /** Uses a code up; of two who send it at once one gets it. @returns the contact, or null when it is unknown, used or too old. */
  redeemCode(codeHash: string, nowMs: number): Promise<string | null>;
  /** A message of this incident that is known already is left as it is. */
  noteMessage(message: TelegramMessage): Promise<void>;
  /** What the delivery with this key sent, oldest first. */
  sentBy(idempotencyKey: string): Promise<TelegramMessage[]>;
  /** Messages about the incident in this chat, oldest first. */
  messagesIn(chatId: string, incidentId: string): Promise<TelegramMessage[]>;
  /** Begins an update. @returns false when it acted before. */
  beginUpdate(botId: string, updateId: number, nowMs: number): Promise<boolean>;
  endUpdate(botId: string, updateId: number, nowMs: number): Promise<void>;
  /** The newest update of the last days; null = none. */
  lastUpdateId(botId: string, nowMs: number): Promise<number | null>;
  /** Forgets updates and codes that no longer matter. */
  prune(nowMs: number): Promise<void>;
}

/** @see TelegramRepository */
export function telegramRepository(database: Database): TelegramRepository {
  const messages = () => database.selectFrom('telegramMessages').selectAll().orderBy('sentAtMs').orderBy('messageId');
  return {
    async addCode(codeHash, contactId, expiresAtMs) {
      await database.insertInto('telegramCodes').values({ codeHash, contactId, expiresAtMs, usedAtMs: null }).execute();
    },
    async redeemCode(codeHash, nowMs) {
      const row = await database
        .updateTable('telegramCodes')
        .set({ usedAtMs: nowMs })
        .where('codeHash', '=', codeHash)
        .where('usedAtMs', 'is', null)
        .where('expiresAtMs', '>', nowMs)
        .returning('contactId')
        .executeTakeFirst();
      return row?.contactId ?? null;
    },
    async noteMessage(message) {
      await database
        .insertInto('telegramMessages')
        .values(message)
        .onConflict((conflict) =>
          // Another bot counts a chat's messages anew: the same id is another message then.
          conflict.columns(['chatId', 'messageId']).doUpdateSet(message).where('telegramMessages.incidentId', '!=', message.incidentId),
        )
        .execute();
    },
    async sentBy(key) {
      return (await messages().where('idempotencyKey', '=', key).execute()).map((row) => messageSchema.parse(row));
    },
    async messagesIn(chatId, incidentId) {
      const rows = await messages().where('incidentId', '=', incidentId).where('chatId', '=', chatId).execute();
      return rows.map((row) => messageSchema.parse(row));
    },
    async beginUpdate(botId, updateId, nowMs) {
      const inserted = await database
        .insertInto('telegramUpdates')
        .values({ botId, updateId, receivedAtMs: nowMs, doneAtMs: null })
        .onConflict((conflict) => conflict.columns(['botId', 'updateId']).doNothing())
        .executeTakeFirst();
      if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return true;
      const known = await database
        .selectFrom('telegramUpdates')
        .select('doneAtMs')
        .where('botId', '=', botId)
        .where('updateId', '=', updateId)
        .executeTakeFirst();
      return known?.doneAtMs === null;
    },
    async endUpdate(botId, updateId, nowMs) {
      await database
        .updateTable('telegramUpdates')
        .set({ doneAtMs: nowMs })
        .where('botId', '=', botId)
        .where('updateId', '=', updateId)
        .execute();
    },
    async lastUpdateId(botId, nowMs) {
      const row = await database
        .selectFrom('telegramUpdates')
        .select((eb) => eb.fn.max('updateId').as('updateId'))
        .where('botId', '=', botId)
        .where('doneAtMs', 'is not', null)
        .where('receivedAtMs', '>', nowMs - updateLifeMs)
        .executeTakeFirst();
      return row?.updateId ?? null;
    },
    async prune(nowMs) {
      await database
        .deleteFrom('telegramUpdates')
        .where('receivedAtMs', '<=', nowMs - updateLifeMs)
        .execute();
      await database.deleteFrom('telegramCodes').where('expiresAtMs', '<=', nowMs).execute();
    },
  };
}
