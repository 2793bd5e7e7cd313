import { z } from 'zod';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';

const totpRecordSchema = z.object({
  userId: idSchema,
  sealedSecret: z.string(),
  lastStep: z.number().int(),
  confirmedAtMs: timeMsSchema.nullable(),
});
/** A user's authenticator as stored. */
export type TotpRecord = z.infer<typeof totpRecordSchema>;

/** Authenticators and recovery codes in the database. */
export interface TotpRepository {
  get(userId: string): Promise<TotpRecord | null>;
  /** Users whose authenticator is confirmed. */
  confirmedUserIds(): Promise<string[]>;
  /** Puts a new, unconfirmed secret in the place of an earlier unconfirmed one. @returns false when a confirmed one is there. */
  begin(userId: string, sealedSecret: string): Promise<boolean>;
  /** Confirms, with the recovery codes that go with it. @returns false when there is nothing to confirm. */
  confirm(userId: string, step: number, codeHashes: readonly string[], nowMs: number): Promise<boolean>;
  /** Takes a time step for good, whoever else tries at the same moment. @returns false when it or a later one was taken before. */
  takeStep(userId: string, step: number): Promise<boolean>;
  /** Uses a recovery code up. @returns false when there is no such code. */
  takeRecoveryCode(userId: string, codeHash: string): Promise<boolean>;
  recoveryCodesLeft(userId: string): Promise<number>;
  replaceRecoveryCodes(userId: string, codeHashes: readonly string[]): Promise<void>;
  /** With its recovery codes. @returns false when there was none. */
  remove(userId: string): Promise<boolean>;
}

/** @see TotpRepository */
export function totpRepository(database: Database): TotpRepository {
  return {
    async get(userId) {
      const row = await database.selectFrom('userTotp').selectAll().where('userId', '=', userId).executeTakeFirst();
      return row ? totpRecordSchema.parse(row) : null;
    },
    async confirmedUserIds() {
      const rows = await database.selectFrom('userTotp').select('userId').where('confirmedAtMs', 'is not', null).execute();
      return rows.map((row) => row.userId);
    },
    async begin(userId, sealedSecret) {
      const result = await database
        .insertInto('userTotp')
        .values({ userId, sealedSecret, lastStep: 0, confirmedAtMs: null })
        .onConflict((conflict) =>
          conflict.column('userId').doUpdateSet({ sealedSecret, lastStep: 0 }).where('userTotp.confirmedAtMs', 'is', null),
        )
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    confirm(userId, step, codeHashes, nowMs) {
      return database.transaction().execute(async (transaction) => {
        const result = await transaction
          .updateTable('userTotp')
          .set({ confirmedAtMs: nowMs, lastStep: step })
          .where('userId', '=', userId)
          .where('confirmedAtMs', 'is', null)
          .executeTakeFirst();
        if (result.numUpdatedRows === 0n) return false;
        await replaceCodes(transaction, userId, codeHashes);
        return true;
      });
    },
    async takeStep(userId, step) {
      const result = await database
        .updateTable('userTotp')
        .set({ lastStep: step })
        .where('userId', '=', userId)
        .where('lastStep', '<', step)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async takeRecoveryCode(userId, codeHash) {
      const result = await database
        .deleteFrom('recoveryCodes')
        .where('userId', '=', userId)
        .where('codeHash', '=', codeHash)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async recoveryCodesLeft(userId) {
      const row = await database
        .selectFrom('recoveryCodes')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('userId', '=', userId)
        .executeTakeFirstOrThrow();
      return row.count;
    },
    replaceRecoveryCodes: (userId, codeHashes) =>
      database.transaction().execute((transaction) => replaceCodes(transaction, userId, codeHashes)),
    remove(userId) {
      return database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('recoveryCodes').where('userId', '=', userId).execute();
        const result = await transaction.deleteFrom('userTotp').where('userId', '=', userId).executeTakeFirst();
        return result.numDeletedRows > 0n;
      });
    },
  };
}

async function replaceCodes(database: Database, userId: string, codeHashes: readonly string[]): Promise<void> {
  await database.deleteFrom('recoveryCodes').where('userId', '=', userId).execute();
  if (codeHashes.length === 0) return;
  await database
    .insertInto('recoveryCodes')
    .values(codeHashes.map((codeHash) => ({ codeHash, userId })))
    .execute();
}
