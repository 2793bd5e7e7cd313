import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { reachFor } from '../../../shared/domain/reach.ts';
import { type Reach, reachSchema, type Role, type User, userSchema } from '../../../shared/schemas/user.ts';
import type { Database } from './database.ts';
import { isPostgres } from './dialect.ts';
import { jsonColumn } from './json-column.ts';

export const userRecordSchema = userSchema.extend({ passwordHash: z.string() });
/** A user as stored. Never leaves the station. */
export type UserRecord = z.infer<typeof userRecordSchema>;

const rowSchema = userRecordSchema.extend({ reach: jsonColumn(reachSchema) });

/** Columns of a user without what never leaves the station. */
export const userColumns = ['id', 'username', 'role', 'reach', 'createdAtMs'] as const;

/** A row of `userColumns`. */
export function userOfRow(row: unknown): User {
  const user = rowSchema.omit({ passwordHash: true }).parse(row);
  return { ...user, reach: reachFor(user.role, user.reach) };
}

function recordOf(row: unknown): UserRecord {
  const record = rowSchema.parse(row);
  return { ...record, reach: reachFor(record.role, record.reach) };
}

export interface UserChange {
  readonly role?: Role | undefined;
  readonly passwordHash?: string | undefined;
  readonly reach?: Reach | undefined;
}

/** Users in the database. The last admin can neither be removed nor made less, whoever asks at the same moment. */
export interface UserRepository {
  list(): Promise<UserRecord[]>;
  count(): Promise<number>;
  get(id: string): Promise<UserRecord | null>;
  findByUsername(username: string): Promise<UserRecord | null>;
  /** @returns false when the name is taken. */
  insert(user: UserRecord): Promise<boolean>;
  /** @returns null when there is no such user. @throws {AppError} `conflict` when it would leave no admin. */
  update(id: string, change: UserChange): Promise<UserRecord | null>;
  /** Their sessions go with them. @returns null when there was none. @throws {AppError} `conflict` when it would leave no admin. */
  remove(id: string): Promise<{ readonly sessionIds: readonly string[] } | null>;
}

/** @see UserRepository */
export function userRepository(database: Database): UserRepository {
  return {
    async list() {
      const rows = await database.selectFrom('users').selectAll().orderBy('username').execute();
      return rows.map(recordOf);
    },
    async count() {
      const row = await database
        .selectFrom('users')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return row.count;
    },
    async get(id) {
      const row = await database.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? recordOf(row) : null;
    },
    async findByUsername(username) {
      const row = await database.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirst();
      return row ? recordOf(row) : null;
    },
    async insert({ id, username, passwordHash, role, reach, createdAtMs }) {
      const result = await database
        .insertInto('users')
        .values({ id, username, passwordHash, role, reach: JSON.stringify(reach), createdAtMs })
        .onConflict((conflict) => conflict.column('username').doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async update(id, change) {
      return database.transaction().execute(async (transaction) => {
        if (change.role && change.role !== 'admin') await keepAnAdmin(transaction, id);
        const set = {
          ...(change.role ? { role: change.role } : {}),
          ...(change.passwordHash ? { passwordHash: change.passwordHash } : {}),
          ...(change.reach ? { reach: JSON.stringify(change.reach) } : {}),
        };
        if (Object.keys(set).length > 0) await transaction.updateTable('users').set(set).where('id', '=', id).execute();
        const row = await transaction.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
        return row ? recordOf(row) : null;
      });
    },
    async remove(id) {
      return database.transaction().execute(async (transaction) => {
        await keepAnAdmin(transaction, id);
        const sessions = await transaction.deleteFrom('sessions').where('userId', '=', id).returning('id').execute();
        const result = await transaction.deleteFrom('users').where('id', '=', id).executeTakeFirst();
        return result.numDeletedRows > 0n ? { sessionIds: sessions.map((session) => session.id) } : null;
      });
    },
  };
}

/** In PostgreSQL the admins' rows are locked, so that two admins cannot take each other away at once; SQLite has one writer anyway. */
async function keepAnAdmin(transaction: Database, exceptId: string): Promise<void> {
  const admins = await transaction
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .$if(isPostgres(transaction), (query) => query.orderBy('id').forUpdate())
    .execute();
  if (admins.length === 1 && admins[0]?.id === exceptId)
    throw new AppError('conflict', 'This is the last admin: make somebody else admin first.');
}
