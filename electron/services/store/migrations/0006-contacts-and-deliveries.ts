import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { addColumns } from './add-columns.ts';
import { type ColumnDefinition, createTable, type TableDefinition } from './create-table.ts';

const contacts: TableDefinition = {
  name: 'contacts',
  comment: 'People who are told of incidents',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'name', type: 'text', rule: 'not null', comment: 'Name shown to people' },
    { name: 'language', type: 'text', rule: 'not null', comment: 'Language of the messages: en, id or ru' },
    {
      name: 'addresses',
      type: 'text',
      rule: 'not null',
      comment: 'JSON: channel, address and whether it is in use, for each way to reach them',
    },
    { name: 'reach', type: 'text', rule: 'not null', comment: 'JSON: cameras and sites whose incidents concern them' },
    { name: 'kinds', type: 'text', rule: 'not null', comment: 'JSON: kinds of incidents that concern them' },
    {
      name: 'escalation_level',
      type: 'integer',
      rule: 'not null',
      comment: '1 = told at once; 2 to 5 = when nobody before took it in time',
    },
    { name: 'quiet_from_minute', type: 'integer', comment: 'Quiet from this minute of the day on, station time; null = never quiet' },
    {
      name: 'quiet_to_minute',
      type: 'integer',
      comment: 'Until this minute of the day, which may lie before its start; null = never quiet',
    },
    { name: 'address_notices', type: 'integer', rule: 'not null', comment: '1 = told when the public address of the console changes' },
    { name: 'enabled', type: 'integer', rule: 'not null', comment: '0 = not told of anything' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was entered, Unix milliseconds UTC' },
  ],
};

const incidentEvents: TableDefinition = {
  name: 'incident_events',
  comment: 'What happened to an incident: who, what, over which channel, when; rows are only added',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'incident_id', type: 'text', rule: 'not null references incidents (id) on delete cascade', comment: 'Incident it belongs to' },
    { name: 'at_ms', type: 'bigint', rule: 'not null', comment: 'When it happened, Unix milliseconds UTC' },
    { name: 'seq', type: 'bigint', rule: 'not null', comment: 'Orders what happened in the same millisecond' },
    { name: 'kind', type: 'text', rule: 'not null', comment: 'raised, accepted, acknowledged, escalated, ...: incidentEventKinds' },
    { name: 'who', type: 'text', comment: 'Who did it or was reached; null = the station by itself' },
    { name: 'via', type: 'text', rule: 'not null', comment: 'Where it came from: console, api, station or a channel' },
    { name: 'detail', type: 'text', comment: 'To whom, which level, why: words without secrets; null = nothing to add' },
  ],
  indexes: [{ name: 'incident_events_by_incident', on: ['incident_id', 'at_ms', 'seq'] }],
};

const incidentColumns: readonly ColumnDefinition[] = [
  { name: 'first_queued_at_ms', type: 'bigint', comment: 'First message to a contact was queued, Unix milliseconds UTC; null = none was' },
  {
    name: 'accepted_at_ms',
    type: 'text',
    rule: `not null default '{}'`,
    comment: 'JSON: first time each channel took an alert, Unix milliseconds UTC',
  },
  { name: 'first_tap_at_ms', type: 'bigint', comment: 'First person answered, Unix milliseconds UTC; null = nobody yet' },
  {
    name: 'escalation_level',
    type: 'integer',
    rule: 'not null default 0',
    comment: '0 = no contact told, 1 to 5 = up to this level, 6 = everybody',
  },
  { name: 'escalate_at_ms', type: 'bigint', comment: 'When the next step is due, Unix milliseconds UTC; null = none is' },
  { name: 'siren_at_ms', type: 'bigint', comment: 'Since when the consoles sound the siren, Unix milliseconds UTC; null = they do not' },
];

const outboxColumns: readonly ColumnDefinition[] = [
  {
    name: 'seq',
    type: 'bigint',
    rule: 'not null default 0',
    comment: 'Order in which rows were queued; messages to one recipient keep it',
  },
  { name: 'contact_id', type: 'text', comment: 'Contact it goes to, who may be gone; null = none' },
  { name: 'contact_name', type: 'text', comment: 'Name of the contact at that time; null = none' },
  {
    name: 'reason',
    type: 'text',
    comment: 'Why a suppressed row is not sent: cooldown, quiet_hours or channel_off; null = it is not suppressed',
  },
  { name: 'lease_owner', type: 'text', comment: 'Station that has an attempt under way; null = none has' },
  { name: 'lease_until_ms', type: 'bigint', comment: 'From then on another station may try, Unix milliseconds UTC' },
  { name: 'reference', type: 'text', comment: 'Id the service gave the message; null = none' },
];

/** Contacts, deliveries that several stations share, escalation and the history of incidents. */
export const contactsAndDeliveries: Migration = {
  async up(db) {
    await createTable(db, contacts);
    await createTable(db, incidentEvents);
    await addColumns(db, 'incidents', incidentColumns);
    await addColumns(db, 'outbox', outboxColumns);
    await sql.raw('create index incidents_to_escalate on incidents (escalate_at_ms)').execute(db);
    await sql.raw('create index outbox_in_order on outbox (channel, state, priority, seq)').execute(db);
    await sql.raw('create index outbox_by_recipient on outbox (channel, state, recipient)').execute(db);
  },
};
