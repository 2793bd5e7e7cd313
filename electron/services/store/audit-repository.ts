import { sql } from 'kysely';
import { type AuditEntry, auditEntrySchema, type AuditFilter } from '../../../shared/schemas/audit.ts';
import type { Database } from './database.ts';

/** The audit log in the database. There is nothing here that changes or removes an entry. */
export interface AuditRepository {
  last(): Promise<AuditEntry | null>;
  /** @returns false when somebody else took this position first. */
  insert(entry: AuditEntry): Promise<boolean>;
  /** Newest first. */
  list(filter: AuditFilter): Promise<AuditEntry[]>;
  /** Oldest first, from behind `afterSeq`. */
  page(afterSeq: number, limit: number): Promise<AuditEntry[]>;
}

/** @see AuditRepository */
export function auditRepository(database: Database): AuditRepository {
  const entries = () => database.selectFrom('audit').selectAll();
  return {
    async last() {
      const row = await entries().orderBy('seq', 'desc').limit(1).executeTakeFirst();
      return row ? auditEntrySchema.parse(row) : null;
    },
    async insert(entry) {
      const result = await database
        .insertInto('audit')
        .values(entry)
        .onConflict((conflict) => conflict.column('seq').doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async list({ userId, action, outcome, fromMs, toMs, beforeSeq, limit }) {
      const rows = await entries()
        .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? ''))
        // Not `like`: what is typed holds no wildcards, and collations do not matter.
        .$if(action !== undefined, (query) => query.where(sql`substr(action, 1, ${(action ?? '').length})`, '=', action ?? ''))
        .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome ?? ''))
        .$if(fromMs !== undefined, (query) => query.where('atMs', '>=', fromMs ?? 0))
        .$if(toMs !== undefined, (query) => query.where('atMs', '<=', toMs ?? 0))
        .$if(beforeSeq !== undefined, (query) => query.where('seq', '<', beforeSeq ?? 0))
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => auditEntrySchema.parse(row));
    },
    async page(afterSeq, limit) {
      const rows = await entries().where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute();
      // Not parsed: what does not fit the schema is for the verification to find, not to stumble over.
      return rows;
    },
  };
}
