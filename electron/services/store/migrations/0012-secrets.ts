import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

const table: TableDefinition = {
  name: 'secrets',
  comment: 'Tokens and passwords of outside services, encrypted; the key is not in the database',
  columns: [
    { name: 'name', type: 'text', rule: 'primary key', comment: 'Which secret, for example telegram-bot-token' },
    { name: 'sealed', type: 'text', rule: 'not null', comment: 'AES-256-GCM with the name bound in: sealed:1:key id:nonce:ciphertext' },
    { name: 'updated_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was last written, Unix milliseconds UTC' },
  ],
};

/** Encrypted secrets. */
export const secrets: Migration = {
  async up(db) {
    await createTable(db, table);
  },
};
