import { z } from 'zod';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import { roleSchema } from '../../../shared/schemas/user.ts';
import type { Database } from './database.ts';
import { userRepository, type UserRecord } from './user-repository.ts';

const shared = {
  id: idSchema,
  tokenHash: z.string().length(64),
  createdBy: z.string(),
  createdAtMs: timeMsSchema,
  expiresAtMs: timeMsSchema,
};
const linkRecordSchema = z.discriminatedUnion('kind', [
  z.object({ ...shared, kind: z.literal('invitation'), userId: z.null(), role: roleSchema }),
  z.object({ ...shared, kind: z.literal('reset'), userId: idSchema, role: z.null() }),
]);
/** A one-time link as stored; its secret part is not kept. */
export type AccountLinkRecord = z.infer<typeof linkRecordSchema>;

/** One-time links in the database. Using one and what it allows are one transaction: it works once, whoever tries at the same moment. */
export interface AccountLinkRepository {
  /** A new reset link of a user ends the earlier ones. */
  insert(link: AccountLinkRecord): Promise<void>;
  /** @returns null when it is unknown, used, withdrawn or expired. */
  find(tokenHash: string, nowMs: number): Promise<AccountLinkRecord | null>;
  /** Those that still work, newest first. */
  list(nowMs: number): Promise<AccountLinkRecord[]>;
  remove(id: string): Promise<boolean>;
  /** Uses an invitation up and adds the user. @returns `taken` when the name is; the link works on then. */
  join(tokenHash: string, nowMs: number, user: UserRecord): Promise<'joined' | 'taken' | 'no_link'>;
  /** Uses a reset link up and sets the password. @returns whose; null when the link does not work. */
  reset(tokenHash: string, nowMs: number, passwordHash: string): Promise<string | null>;
}

/** @see AccountLinkRepository */
export function accountLinkRepository(database: Database): AccountLinkRepository {
  return {
    insert(link) {
      return database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('accountLinks').where('expiresAtMs', '<=', link.createdAtMs).execute();
        if (link.kind === 'reset') await transaction.deleteFrom('accountLinks').where('userId', '=', link.userId).execute();
        await transaction.insertInto('accountLinks').values(linkRecordSchema.parse(link)).execute();
      });
    },
    async find(tokenHash, nowMs) {
      const row = await database
        .selectFrom('accountLinks')
        .selectAll()
        .where('tokenHash', '=', tokenHash)
        .where('expiresAtMs', '>', nowMs)
        .executeTakeFirst();
      return row ? linkRecordSchema.parse(row) : null;
    },
    async list(nowMs) {
      const rows = await database
        .selectFrom('accountLinks')
        .selectAll()
        .where('expiresAtMs', '>', nowMs)
        .orderBy('createdAtMs', 'desc')
        .execute();
      return rows.map((row) => linkRecordSchema.parse(row));
    },
    async remove(id) {
      const result = await database.deleteFrom('accountLinks').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async join(tokenHash, nowMs, user) {
      // A taken name must leave the link as it was: the transaction is given up.
      const taken = Symbol('taken');
      try {
        return await database.transaction().execute(async (transaction) => {
          if (!(await take(transaction, 'invitation', tokenHash, nowMs))) return 'no_link';
          if (!(await userRepository(transaction).insert(user))) throw taken;
          return 'joined';
        });
      } catch (error) {
        if (error === taken) return 'taken';
        throw error;
      }
    },
    reset(tokenHash, nowMs, passwordHash) {
      return database.transaction().execute(async (transaction) => {
        const link = await take(transaction, 'reset', tokenHash, nowMs);
        if (!link?.userId) return null;
        await transaction.updateTable('users').set({ passwordHash }).where('id', '=', link.userId).execute();
        return link.userId;
      });
    },
  };
}

function take(transaction: Database, kind: AccountLinkRecord['kind'], tokenHash: string, nowMs: number) {
  return transaction
    .deleteFrom('accountLinks')
    .where('tokenHash', '=', tokenHash)
    .where('kind', '=', kind)
    .where('expiresAtMs', '>', nowMs)
    .returning('userId')
    .executeTakeFirst();
}
