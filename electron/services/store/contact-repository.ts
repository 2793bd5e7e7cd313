import { z } from 'zod';
import { type Contact, contactSchema } from '../../../shared/schemas/notification.ts';
import type { ContactRow, Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

/** Contacts in the database, oldest first. */
export interface ContactRepository {
  list(): Promise<Contact[]>;
  get(id: string): Promise<Contact | null>;
  insert(contact: Contact): Promise<void>;
  /** @returns false when there is none with this id. */
  update(contact: Contact): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}

/** @see ContactRepository */
export function contactRepository(database: Database): ContactRepository {
  return {
    async list() {
      const rows = await database.selectFrom('contacts').selectAll().orderBy('createdAtMs').orderBy('id').execute();
      return rows.map(contactOf);
    },
    async get(id) {
      const row = await database.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? contactOf(row) : null;
    },
    async insert(contact) {
      await database.insertInto('contacts').values(rowOf(contact)).execute();
    },
    async update(contact) {
      const { id, ...changed } = rowOf(contact);
      const result = await database.updateTable('contacts').set(changed).where('id', '=', id).executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async remove(id) {
      const result = await database.deleteFrom('contacts').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

const rowSchema = z.object({
  ...contactSchema.omit({ quietHours: true }).shape,
  addresses: jsonColumn(contactSchema.shape.addresses),
  reach: jsonColumn(contactSchema.shape.reach),
  kinds: jsonColumn(contactSchema.shape.kinds),
  quietFromMinute: z.number().int().nullable(),
  quietToMinute: z.number().int().nullable(),
  addressNotices: z.number().transform(Boolean),
  enabled: z.number().transform(Boolean),
});

function contactOf(row: ContactRow): Contact {
  const { quietFromMinute: fromMinute, quietToMinute: toMinute, ...contact } = rowSchema.parse(row);
  return { ...contact, quietHours: fromMinute === null || toMinute === null ? null : { fromMinute, toMinute } };
}

function rowOf({ quietHours, addresses, reach, kinds, addressNotices, enabled, ...contact }: Contact): ContactRow {
  return {
    ...contact,
    addresses: JSON.stringify(addresses),
    reach: JSON.stringify(reach),
    kinds: JSON.stringify(kinds),
    quietFromMinute: quietHours?.fromMinute ?? null,
    quietToMinute: quietHours?.toMinute ?? null,
    addressNotices: addressNotices ? 1 : 0,
    enabled: enabled ? 1 : 0,
  };
}
