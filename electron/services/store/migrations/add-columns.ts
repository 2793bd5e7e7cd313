import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../dialect.ts';
import type { ColumnDefinition } from './create-table.ts';

/** Adds columns to a table of an earlier migration; their comments are kept in the database as those of `createTable` are. */
export async function addColumns(db: Kysely<unknown>, table: string, columns: readonly ColumnDefinition[]): Promise<void> {
  for (const { name, type, rule, comment } of columns) {
    const definition = [name, type, rule].filter(Boolean).join(' ');
    // SQLite keeps this text on the last line of its `create table`, before the closing bracket: only a closed comment may stand there.
    await sql.raw(`alter table ${table} add column ${definition} /* ${comment} */`).execute(db);
    if (isPostgres(db)) await sql`comment on column ${sql.ref(`${table}.${name}`)} is ${sql.lit(comment)}`.execute(db);
  }
}
