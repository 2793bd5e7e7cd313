import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { AppError } from '../../../shared/errors.ts';
import type { Database } from './database.ts';
import { migrations as allMigrations } from './migrations/index.ts';

/**
 * Brings the database to the newest schema this program knows; all in one transaction, and safe when several stations start at once.
 * @throws {AppError} `unavailable` when the database was written by a newer program, or a migration fails.
 */
export async function migrate(database: Database, migrations: Readonly<Record<string, Migration>> = allMigrations): Promise<void> {
  const provider: MigrationProvider = { getMigrations: async () => ({ ...migrations }) };
  // Migrations are SQL of their own time: the camelCase names of today's code must not reach into them.
  const plain = database.withoutPlugins();
  await refuseNewer(database, migrations);
  const { error, results } = await new Migrator({ db: plain, provider, nameComparator: byCodeUnits }).migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  throw new AppError('unavailable', `The database could not be brought up to date${failed ? ` (${failed})` : ''}: ${messageOf(error)}`, {
    cause: error,
  });
}

async function refuseNewer(database: Database, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const unknown = (await executedMigrations(database)).find((name) => !Object.hasOwn(migrations, name));
  if (unknown) {
    throw new AppError(
      'unavailable',
      `The database was written by a newer version of SENTRA (it has "${unknown}"): install that version, or use another database.`,
    );
  }
}

/** Names of the migrations the database has seen, oldest first; none when it is empty. */
export async function executedMigrations(database: Database): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await database
    .withTables<{ kyselyMigration: { name: string } }>()
    .selectFrom('kyselyMigration')
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}

const byCodeUnits = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
