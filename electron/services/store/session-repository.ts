import { z } from 'zod';
import { userSchema } from '../../../shared/schemas/user.ts';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { Database } from './database.ts';

const sessionRecordSchema = z.object({
  id: idSchema,
  tokenHash: z.string().length(64),
  userId: idSchema,
  address: z.string(),
  createdAtMs: timeMsSchema,
  lastSeenAtMs: timeMsSchema,
  expiresAtMs: timeMsSchema,
});
/** A session as stored; the token itself is not kept. */
export type SessionRecord = z.infer<typeof sessionRecordSchema>;

const sessionWithUserSchema = z.object({ session: sessionRecordSchema, user: userSchema });
export type SessionWithUser = z.infer<typeof sessionWithUserSchema>;

/** Sessions in the database. Removals say which sessions ended, so that their connections can be closed. */
export interface SessionRepository {
  insert(session: SessionRecord): Promise<void>;
  get(id: string): Promise<SessionRecord | null>;
  /** Expired ones too: the caller compares the time. */
  findByTokenHash(tokenHash: string): Promise<SessionWithUser | null>;
  /** Moves the end of a session on. @returns false when the session is gone. */
  extend(id: string, lastSeenAtMs: number, expiresAtMs: number): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  /** @returns ids of the ended sessions of this user, all but `exceptId`. */
  removeOfUser(userId: string, exceptId?: string | null): Promise<string[]>;
  /** @returns ids of those that ended by `nowMs`. */
  removeExpired(nowMs: number): Promise<string[]>;
}

/** @see SessionRepository */
export function sessionRepository(database: Database): SessionRepository {
  return {
    async insert(session) {
      await database.insertInto('sessions').values(sessionRecordSchema.parse(session)).execute();
    },
    async get(id) {
      const row = await database.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? sessionRecordSchema.parse(row) : null;
    },
    async findByTokenHash(tokenHash) {
      const session = await database.selectFrom('sessions').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst();
      if (!session) return null;
      const user = await database
        .selectFrom('users')
        .select(['id', 'username', 'role', 'createdAtMs'])
        .where('id', '=', session.userId)
        .executeTakeFirst();
      return user ? sessionWithUserSchema.parse({ session, user }) : null;
    },
    async extend(id, lastSeenAtMs, expiresAtMs) {
      const result = await database.updateTable('sessions').set({ lastSeenAtMs, expiresAtMs }).where('id', '=', id).executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async remove(id) {
      const result = await database.deleteFrom('sessions').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async removeOfUser(userId, exceptId = null) {
      const rows = await database
        .deleteFrom('sessions')
        .where('userId', '=', userId)
        .$if(exceptId !== null, (query) => query.where('id', '!=', exceptId ?? ''))
        .returning('id')
        .execute();
      return rows.map((row) => row.id);
    },
    async removeExpired(nowMs) {
      const rows = await database.deleteFrom('sessions').where('expiresAtMs', '<=', nowMs).returning('id').execute();
      return rows.map((row) => row.id);
    },
  };
}
