import { type Site, siteSchema } from '../../../shared/schemas/site.ts';
import type { Database } from './database.ts';

/** Sites in the database, by name. */
export interface SiteRepository {
  list(): Promise<Site[]>;
  get(id: string): Promise<Site | null>;
  insert(site: Site): Promise<void>;
  /** @returns false when there is no site with this id. */
  update(site: Site): Promise<boolean>;
  /** Removes the site; its cameras stay, without a site. @returns their ids, or null when there was no such site. */
  remove(id: string): Promise<{ readonly cameraIds: readonly string[] } | null>;
}

/** @see SiteRepository */
export function siteRepository(database: Database): SiteRepository {
  return {
    async list() {
      const rows = await database.selectFrom('sites').selectAll().orderBy('name').orderBy('id').execute();
      return rows.map((row) => siteSchema.parse(row));
    },
    async get(id) {
      const row = await database.selectFrom('sites').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? siteSchema.parse(row) : null;
    },
    async insert({ id, name, address, createdAtMs }) {
      await database.insertInto('sites').values({ id, name, address, createdAtMs }).execute();
    },
    async update({ id, name, address }) {
      const result = await database.updateTable('sites').set({ name, address }).where('id', '=', id).executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async remove(id) {
      return database.transaction().execute(async (transaction) => {
        const detached = await transaction.updateTable('cameras').set({ siteId: null }).where('siteId', '=', id).returning('id').execute();
        const removed = await transaction.deleteFrom('sites').where('id', '=', id).executeTakeFirst();
        return removed.numDeletedRows > 0n ? { cameraIds: detached.map((row) => row.id) } : null;
      });
    },
  };
}
