import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

const codes: TableDefinition = {
  name: 'telegram_codes',
  comment: 'One-time codes by which a chat is linked to a contact',
  columns: [
    { name: 'code_hash', type: 'text', rule: 'primary key', comment: 'SHA-256 (hex) of the code' },
    { name: 'contact_id', type: 'text', rule: 'not null', comment: 'Contact it links to' },
    { name: 'expires_at_ms', type: 'bigint', rule: 'not null', comment: 'Worth nothing from then on, Unix milliseconds UTC' },
    { name: 'used_at_ms', type: 'bigint', comment: 'When a chat used it, Unix milliseconds UTC; null = not yet' },
  ],
  indexes: [{ name: 'telegram_codes_by_expiry', on: ['expires_at_ms'] }],
};

const messages: TableDefinition = {
  name: 'telegram_messages',
  comment: 'What Telegram took about incidents: to be edited and replied to later, and not to be sent twice',
  columns: [
    { name: 'chat_id', type: 'text', rule: 'not null', comment: 'Chat it stands in' },
    { name: 'message_id', type: 'bigint', rule: 'not null', comment: 'Id within the chat' },
    { name: 'incident_id', type: 'text', rule: 'not null', comment: 'Incident it tells of' },
    { name: 'kind', type: 'text', rule: 'not null', comment: 'photo or text (the alert), venue or video' },
    { name: 'idempotency_key', type: 'text', comment: 'Key of the delivery that sent it; null = learned from a tap' },
    { name: 'sent_at_ms', type: 'bigint', rule: 'not null', comment: 'When Telegram took it, Unix milliseconds UTC' },
  ],
  indexes: [
    { name: 'telegram_messages_once', on: ['chat_id', 'message_id'], unique: true },
    { name: 'telegram_messages_by_incident', on: ['incident_id', 'chat_id'] },
    { name: 'telegram_messages_by_key', on: ['idempotency_key'] },
  ],
};

const updates: TableDefinition = {
  name: 'telegram_updates',
  comment: 'Updates received in the last days: each acts once, and polling goes on after the last one',
  columns: [
    { name: 'bot_id', type: 'text', rule: 'not null', comment: 'Bot it came to' },
    { name: 'update_id', type: 'bigint', rule: 'not null', comment: 'Telegram counts them up for each bot' },
    { name: 'received_at_ms', type: 'bigint', rule: 'not null', comment: 'When it came first, Unix milliseconds UTC' },
    { name: 'done_at_ms', type: 'bigint', comment: 'When it had acted, Unix milliseconds UTC; null = it was cut short' },
  ],
  indexes: [{ name: 'telegram_updates_once', on: ['bot_id', 'update_id'], unique: true }],
};

const answers: TableDefinition = {
  name: 'incident_answers',
  comment: 'What contacts answered to an alert',
  columns: [
    { name: 'incident_id', type: 'text', rule: 'not null', comment: 'Incident they were told of' },
    { name: 'contact_id', type: 'text', rule: 'not null', comment: 'Contact who answered' },
    { name: 'answer', type: 'text', rule: 'not null', comment: 'taken or declined' },
    { name: 'chat_id', type: 'text', rule: 'not null', comment: 'Chat in which it was said' },
    { name: 'who', type: 'text', rule: 'not null', comment: 'Name of the person, who may be a member of a group' },
    { name: 'at_ms', type: 'bigint', rule: 'not null', comment: 'When, Unix milliseconds UTC' },
  ],
  indexes: [{ name: 'incident_answers_once', on: ['incident_id', 'contact_id', 'answer'], unique: true }],
};

const pauses: TableDefinition = {
  name: 'alert_pauses',
  comment: 'Contacts who want no alerts of a camera for a while; emergencies come through',
  columns: [
    { name: 'contact_id', type: 'text', rule: 'not null', comment: 'Contact it holds for' },
    { name: 'camera_id', type: 'text', rule: 'not null', comment: 'Camera it holds for; * = every camera' },
    { name: 'until_ms', type: 'bigint', comment: 'When it ends, Unix milliseconds UTC; null = when it is taken back' },
  ],
  indexes: [{ name: 'alert_pauses_once', on: ['contact_id', 'camera_id'], unique: true }],
};

/** Linked chats, what was sent to them, and what people answered there. */
export const telegram: Migration = {
  async up(db) {
    for (const table of [codes, messages, updates, answers, pauses]) await createTable(db, table);
  },
};
