import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../dialect.ts';

/** Column types that mean the same in SQLite and PostgreSQL. `bigint` holds times in Unix milliseconds; JSON is kept as `text`. */
export type ColumnType = 'text' | 'bigint' | 'integer' | 'double precision';

export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
  /** SQL after the type: `not null`, `primary key`, `references ...`. */
  readonly rule?: string;
  /** Meaning, unit and range. */
  readonly comment: string;
}

export interface TableDefinition {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly ColumnDefinition[];
  /** Names of columns each, or an SQL expression a column. */
  readonly indexes?: readonly { readonly name: string; readonly on: readonly string[]; readonly unique?: boolean }[];
}

/**
 * Creates a table with its comments kept in the database itself: `comment on` in PostgreSQL, inside the stored `create table` text
 * (shown by `.schema`) in SQLite.
 */
export async function createTable(db: Kysely<unknown>, table: TableDefinition): Promise<void> {
  await sql.raw(createStatement(table)).execute(db);
  for (const index of table.indexes ?? []) {
    await sql.raw(`create ${index.unique ? 'unique ' : ''}index ${index.name} on ${table.name} (${index.on.join(', ')})`).execute(db);
  }
  if (isPostgres(db)) await commentInPostgres(db, table);
}

function createStatement(table: TableDefinition): string {
  const lines = table.columns.map(({ name, type, rule, comment }, index) => {
    const comma = index === table.columns.length - 1 ? '' : ',';
    return `  ${[name, type, rule].filter(Boolean).join(' ')}${comma} -- ${comment}`;
  });
  return `create table ${table.name} ( -- ${table.comment}\n${lines.join('\n')}\n)`;
}

async function commentInPostgres(db: Kysely<unknown>, table: TableDefinition): Promise<void> {
  await sql`comment on table ${sql.ref(table.name)} is ${sql.lit(table.comment)}`.execute(db);
  for (const column of table.columns) {
    await sql`comment on column ${sql.ref(`${table.name}.${column.name}`)} is ${sql.lit(column.comment)}`.execute(db);
  }
}
