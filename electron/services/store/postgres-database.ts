import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Database, Tables } from './database.ts';

/** Connections a station keeps at most; its load is small. */
const maxConnections = 10;
const connectTimeoutMs = 5_000;
const queryTimeoutMs = 15_000;

/**
 * Connects to PostgreSQL and proves that it answers.
 * @param onIdleError told when a connection at rest is lost; the pool replaces it with the next query.
 * @throws what pg throws; see `storeFailure`.
 */
export async function openPostgres(databaseUrl: string, onIdleError: (error: Error) => void): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: 'sentra',
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === pg.types.builtins.INT8 ? safeInteger : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  pool.on('error', onIdleError);
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
  try {
    await sql`select 1`.execute(database);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return database;
}

/** pg hands out `bigint` as text, since it may exceed 2^53; times and counts never do. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database holds a number beyond 2^53: ${text}`);
  return value;
}
