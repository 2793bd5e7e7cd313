import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../store.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

/** An empty database; `open` may be called again and again, as a station that is restarted does. */
export interface TestDatabase {
  readonly options: StoreOptions;
  /** A folder for whatever else the test keeps. */
  readonly folder: string;
  open(): Promise<Store>;
}

export interface DatabaseKind {
  readonly kind: Store['kind'];
  create(): Promise<TestDatabase>;
}

/**
 * Both databases, for `describe.each`. Called at the top of a test file: everything made is closed and deleted after its last test;
 * the PostgreSQL server is started by the first test that wants it and shared by the file.
 */
export function bothDatabases(): [sqlite: DatabaseKind, postgres: DatabaseKind] {
  const folders: string[] = [];
  const opened: Store[] = [];
  let server: Promise<PostgresServer> | null = null;
  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await (await server)?.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  const database = (databaseUrl: string | null): TestDatabase => {
    const folder = mkdtempSync(join(tmpdir(), 'sentra-store-'));
    folders.push(folder);
    const options = { databaseUrl, file: join(folder, 'sentra.db') };
    const open = async () => {
      const store = await openStore(options);
      opened.push(store);
      return store;
    };
    return { options, folder, open };
  };
  const startServer = () => {
    server ??= startPostgres();
    return server;
  };
  return [
    { kind: 'sqlite', create: async () => database(null) },
    { kind: 'postgres', create: async () => database(await (await startServer()).createDatabase()) },
  ];
}
