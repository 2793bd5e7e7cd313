import type { Migration } from 'kysely/migration';
import { addColumns } from './add-columns.ts';
import { createTable, type TableDefinition } from './create-table.ts';

const audit: TableDefinition = {
  name: 'audit',
  comment: 'What people changed and who signed in; rows are only ever added, and each is bound to the one before it',
  columns: [
    { name: 'seq', type: 'bigint', rule: 'primary key', comment: 'Position in the chain: 1, 2, 3, ... without a gap' },
    { name: 'at_ms', type: 'bigint', rule: 'not null', comment: 'When, Unix milliseconds UTC' },
    { name: 'user_id', type: 'text', comment: 'Who; null = nobody was signed in' },
    { name: 'username', type: 'text', comment: 'Name of the user as it was then; null = nobody was signed in' },
    { name: 'address', type: 'text', rule: 'not null', comment: 'Network address it came from; window = the desktop window' },
    { name: 'action', type: 'text', rule: 'not null', comment: 'Method of the contract, or for example auth.refused' },
    { name: 'target', type: 'text', comment: 'Id of what it was done to; null = nothing in particular' },
    { name: 'outcome', type: 'text', rule: 'not null', comment: 'done, or the error code' },
    { name: 'details', type: 'text', rule: 'not null', comment: 'JSON: what was asked for, without secrets' },
    { name: 'hash', type: 'text', rule: 'not null', comment: 'SHA-256 (hex) of the hash before and the canonical JSON of this row' },
  ],
  indexes: [
    { name: 'audit_by_time', on: ['at_ms'] },
    { name: 'audit_by_user', on: ['user_id', 'seq'] },
  ],
};

/** Which cameras a user may see, and the audit log. */
export const reachAndAudit: Migration = {
  async up(db) {
    await addColumns(db, 'users', [
      {
        name: 'reach',
        type: 'text',
        rule: `not null default '{"all":true}'`,
        comment: 'JSON: every camera, or lists of sites and cameras; an admin always has every camera',
      },
    ]);
    await createTable(db, audit);
  },
};
