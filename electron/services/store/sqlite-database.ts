import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { CamelCasePlugin, type DatabaseConnection, Kysely, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely';
import type { Database, Tables } from './database.ts';
import { StatementCache } from './statement-cache.ts';

/** Kysely takes SQLite for unable to roll back schema changes; it can, so a migration that is killed half-way leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** SQLite rolls back by itself when the disk is full; a second rollback would fail and hide that reason. */
class RollbackOnceSqliteDriver extends SqliteDriver {
  readonly #file: SqliteFile.Database;

  constructor(file: SqliteFile.Database) {
    super({ database: new StatementCache(file) });
    this.#file = file;
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#file.inTransaction) await super.rollbackTransaction(connection);
  }
}

class StationSqliteDialect extends SqliteDialect {
  readonly #file: SqliteFile.Database;

  constructor(file: SqliteFile.Database) {
    super({ database: file });
    this.#file = file;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createDriver(): SqliteDriver {
    return new RollbackOnceSqliteDriver(this.#file);
  }
}

/** The connection is synchronous: while it waits for a foreign program (a backup, a shell), the whole station does. */
const busyTimeoutMs = 1_000;

/** Checking reads the whole file, 70 MB (100 000 incidents) in about half a second: larger ones are taken on trust. */
const mostCheckedBytes = 128 * 1024 * 1024;

/**
 * Opens or creates the station's database file and its folder.
 *
 * WAL with `synchronous=FULL`: every commit is on the disk before it returns, so an incident survives a power cut and not only a
 * killed process (`NORMAL` would lose the last commits). Commits are rare (incidents, sign-ins, edits), one fsync each is affordable.
 * @throws what SQLite or the file system throws; see `storeFailure`.
 */
export function openSqlite(file: string): Database {
  mkdirSync(dirname(file), { recursive: true });
  const connection = new SqliteFile(file, { timeout: busyTimeoutMs });
  try {
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    // What was replaced by its encrypted form must not stay readable in free pages.
    connection.pragma('secure_delete = ON');
    if (statSync(file).size <= mostCheckedBytes) refuseDamaged(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  return new Kysely<Tables>({ dialect: new StationSqliteDialect(connection), plugins: [new CamelCasePlugin()] });
}

function refuseDamaged(connection: SqliteFile.Database): void {
  const verdict = connection.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new SqliteFile.SqliteError(String(verdict), 'SQLITE_CORRUPT');
}
