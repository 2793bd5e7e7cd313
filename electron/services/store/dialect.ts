import { type Kysely, PostgresAdapter } from 'kysely';

/** True when statements only PostgreSQL knows may be used. */
export function isPostgres<T>(database: Kysely<T>): boolean {
  return database.getExecutor().adapter instanceof PostgresAdapter;
}
