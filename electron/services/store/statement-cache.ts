import type SqliteFile from 'better-sqlite3';

type Statement = SqliteFile.Statement<unknown[]>;

/** Every query of the station fits several times over; lists of changing length (`in (?, ?, ...)`) make room for each other. */
const mostStatements = 300;
const remembered = /^\s*(select|insert|update|delete|with|begin|commit|rollback)\b/i;

/**
 * Keeps compiled statements for the next time: an idle station's queries are always the same, and compiling took longer than running them.
 * Anything else that passes, such as a change of the schema, empties it.
 */
export class StatementCache {
  readonly #file: SqliteFile.Database;
  readonly #statements = new Map<string, Statement>();

  constructor(file: SqliteFile.Database) {
    this.#file = file;
  }

  prepare(sql: string): Statement {
    if (!remembered.test(sql)) {
      this.#statements.clear();
      return this.#file.prepare(sql);
    }
    const known = this.#statements.get(sql);
    // One that is being read row by row cannot be started again meanwhile.
    if (known?.busy) return this.#file.prepare(sql);
    const statement = known ?? this.#file.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > mostStatements) this.#forgetOldest();
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.#file.close();
  }

  #forgetOldest(): void {
    for (const sql of this.#statements.keys()) {
      this.#statements.delete(sql);
      return;
    }
  }
}
