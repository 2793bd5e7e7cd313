import { z } from 'zod';
import { idSchema, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import type { User } from '../../../shared/schemas/user.ts';
import type { Database } from './database.ts';
import { userColumns, userOfRow } from './user-repository.ts';

const generationSchema = z.number().int().min(0);

const sessionRecordSchema = z.object({
  id: idSchema,
  userId: idSchema,
  address: z.string(),
  userAgent: z.string(),
  seed: z.string(),
  generation: generationSchema,
  confirmedGeneration: generationSchema,
  rotatedAtMs: timeMsSchema,
  createdAtMs: timeMsSchema,
  lastSeenAtMs: timeMsSchema,
  expiresAtMs: timeMsSchema,
});
/** A session as stored. Never leaves the station: the seed makes tokens. */
export type SessionRecord = z.infer<typeof sessionRecordSchema>;

const tokenRecordSchema = z.object({
  tokenHash: z.string().length(64),
  sessionId: idSchema,
  kind: z.enum(['access', 'refresh']),
  generation: generationSchema,
  expiresAtMs: timeMsSchema.nullable(),
});
/** A token as stored: its hash. */
export type TokenRecord = z.infer<typeof tokenRecordSchema>;

/** What a token leads to. */
export interface FoundToken {
  readonly token: TokenRecord;
  readonly session: SessionRecord;
  readonly user: User;
}

/** The next pair of tokens of a session. */
export interface Rotation {
  readonly sessionId: string;
  /** The pair that is replaced; when another request replaced it first, nothing changes. */
  readonly fromGeneration: number;
  readonly tokens: readonly TokenRecord[];
  readonly nowMs: number;
  readonly expiresAtMs: number;
  /** Until when the replaced refresh token is remembered, to recognise a thief by it. */
  readonly forgetReplacedAtMs: number;
}

/** Sessions and their tokens in the database. Removals say which sessions ended, so that their connections can be closed. */
export interface SessionRepository {
  insert(session: SessionRecord, tokens: readonly TokenRecord[]): Promise<void>;
  get(id: string): Promise<SessionRecord | null>;
  /** Expired ones too: the caller compares the times. */
  findByToken(tokenHash: string, kind: TokenRecord['kind']): Promise<FoundToken | null>;
  /** Sessions of one user that count at `nowMs`, last used first. */
  listOfUser(userId: string, nowMs: number): Promise<SessionRecord[]>;
  /** @returns false when the session is gone or its pair was replaced already. */
  rotate(rotation: Rotation): Promise<boolean>;
  /** A client has been seen with this pair. */
  confirm(id: string, generation: number): Promise<void>;
  /** Moves the end of a session on. @returns false when the session is gone. */
  extend(id: string, lastSeenAtMs: number, expiresAtMs: number): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  /** @returns ids of the ended sessions of this user, all but `exceptId`. */
  removeOfUser(userId: string, exceptId?: string | null): Promise<string[]>;
  /** Forgets tokens as well. @returns ids of the sessions that ended by `nowMs`. */
  removeExpired(nowMs: number): Promise<string[]>;
}

/** @see SessionRepository */
export function sessionRepository(database: Database): SessionRepository {
  return {
    async insert(session, tokens) {
      const rows = tokens.map((token) => tokenRecordSchema.parse(token));
      await database.transaction().execute(async (transaction) => {
        await transaction.insertInto('sessions').values(sessionRecordSchema.parse(session)).execute();
        await transaction.insertInto('sessionTokens').values(rows).execute();
      });
    },
    async get(id) {
      const row = await database.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? sessionRecordSchema.parse(row) : null;
    },
    findByToken: (tokenHash, kind) => findByToken(database, tokenHash, kind),
    async listOfUser(userId, nowMs) {
      const rows = await database
        .selectFrom('sessions')
        .selectAll()
        .where('userId', '=', userId)
        .where('expiresAtMs', '>', nowMs)
        .orderBy('lastSeenAtMs', 'desc')
        .execute();
      return rows.map((row) => sessionRecordSchema.parse(row));
    },
    rotate: (rotation) => rotate(database, rotation),
    async confirm(id, generation) {
      await database
        .updateTable('sessions')
        .set({ confirmedGeneration: generation })
        .where('id', '=', id)
        .where('confirmedGeneration', '<', generation)
        .execute();
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
      await database.deleteFrom('sessionTokens').where('expiresAtMs', '<=', nowMs).execute();
      return rows.map((row) => row.id);
    },
  };
}

async function findByToken(database: Database, tokenHash: string, kind: TokenRecord['kind']): Promise<FoundToken | null> {
  const token = await database
    .selectFrom('sessionTokens')
    .selectAll()
    .where('tokenHash', '=', tokenHash)
    .where('kind', '=', kind)
    .executeTakeFirst();
  if (!token) return null;
  const session = await database.selectFrom('sessions').selectAll().where('id', '=', token.sessionId).executeTakeFirst();
  const user = session && (await database.selectFrom('users').select(userColumns).where('id', '=', session.userId).executeTakeFirst());
  if (!session || !user) return null;
  return { token: tokenRecordSchema.parse(token), session: sessionRecordSchema.parse(session), user: userOfRow(user) };
}

/** The row's generation decides which of two requests at the same moment makes the next pair. */
function rotate(database: Database, rotation: Rotation): Promise<boolean> {
  const { sessionId, fromGeneration, nowMs, expiresAtMs } = rotation;
  return database.transaction().execute(async (transaction) => {
    const result = await transaction
      .updateTable('sessions')
      .set({ generation: fromGeneration + 1, rotatedAtMs: nowMs, lastSeenAtMs: nowMs, expiresAtMs })
      .where('id', '=', sessionId)
      .where('generation', '=', fromGeneration)
      .executeTakeFirst();
    if (result.numUpdatedRows === 0n) return false;
    await transaction
      .updateTable('sessionTokens')
      .set({ expiresAtMs: rotation.forgetReplacedAtMs })
      .where('sessionId', '=', sessionId)
      .where('kind', '=', 'refresh')
      .where('generation', '=', fromGeneration)
      .execute();
    await transaction
      .insertInto('sessionTokens')
      .values(rotation.tokens.map((token) => tokenRecordSchema.parse(token)))
      .execute();
    return true;
  });
}
