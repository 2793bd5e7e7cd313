import type { Migration } from 'kysely/migration';
import { createTable, type TableDefinition } from './create-table.ts';

const subscriptions: TableDefinition = {
  name: 'push_subscriptions',
  comment: 'Browsers that get Web Push',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'user_id', type: 'text', rule: 'not null references users (id) on delete cascade', comment: 'Whose device it is' },
    { name: 'endpoint_hash', type: 'text', rule: 'not null', comment: 'SHA-256 (hex) of the endpoint: one row a browser' },
    { name: 'endpoint', type: 'text', rule: 'not null', comment: 'Address at the push service of the browser' },
    { name: 'p256dh', type: 'text', rule: 'not null', comment: 'Public key of the browser, base64url' },
    { name: 'auth', type: 'text', rule: 'not null', comment: 'Secret shared with the browser, base64url' },
    { name: 'device', type: 'text', rule: 'not null', comment: 'Name of the device as its owner knows it' },
    { name: 'language', type: 'text', rule: 'not null', comment: 'Language of that browser: en, id or ru' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it subscribed, Unix milliseconds UTC' },
    { name: 'last_delivered_at_ms', type: 'bigint', comment: 'Last message its push service took, Unix milliseconds UTC; null = none yet' },
  ],
  indexes: [
    { name: 'push_subscriptions_by_endpoint', on: ['endpoint_hash'], unique: true },
    { name: 'push_subscriptions_by_user', on: ['user_id', 'created_at_ms'] },
  ],
};

const receipts: TableDefinition = {
  name: 'push_receipts',
  comment: 'Which device got which message: a message that reached some devices of a person is repeated to the others only',
  columns: [
    { name: 'subscription_id', type: 'text', rule: 'not null references push_subscriptions (id) on delete cascade', comment: 'Device' },
    { name: 'idempotency_key', type: 'text', rule: 'not null', comment: 'Key of the message in the outbox' },
    { name: 'at_ms', type: 'bigint', rule: 'not null', comment: 'When its push service took it, Unix milliseconds UTC' },
  ],
  indexes: [
    { name: 'push_receipts_by_message', on: ['idempotency_key', 'subscription_id'], unique: true },
    { name: 'push_receipts_by_age', on: ['at_ms'] },
  ],
};

const webhooks: TableDefinition = {
  name: 'webhooks',
  comment: 'Programs that are told what happens at the station',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'url', type: 'text', rule: 'not null', comment: 'Where it is told, http or https' },
    { name: 'events', type: 'text', rule: 'not null', comment: 'JSON: names of the events it asked for' },
    { name: 'enabled', type: 'integer', rule: 'not null', comment: '0 = told nothing' },
    { name: 'sealed_secret', type: 'text', rule: 'not null', comment: 'Key of its signatures, sealed by the key of the station' },
    { name: 'created_at_ms', type: 'bigint', rule: 'not null', comment: 'When it was registered, Unix milliseconds UTC' },
    { name: 'last_delivered_at_ms', type: 'bigint', comment: 'When it last took an event, Unix milliseconds UTC; null = never' },
    { name: 'last_error', type: 'text', comment: 'Why the last attempt failed, without secrets; null = it did not' },
  ],
};

const attempts: TableDefinition = {
  name: 'webhook_attempts',
  comment: 'Attempts to tell webhooks of events, the newest of each webhook',
  columns: [
    { name: 'id', type: 'text', rule: 'primary key', comment: 'Random, URL-safe, at most 64 characters' },
    { name: 'webhook_id', type: 'text', rule: 'not null references webhooks (id) on delete cascade', comment: 'Webhook' },
    { name: 'delivery', type: 'text', rule: 'not null', comment: 'Names the event for this webhook, over retries and replays' },
    { name: 'event', type: 'text', rule: 'not null', comment: 'Name of the event' },
    { name: 'body', type: 'text', rule: 'not null', comment: 'JSON that was sent: what a replay sends again' },
    { name: 'at_ms', type: 'bigint', rule: 'not null', comment: 'When the attempt began, Unix milliseconds UTC' },
    { name: 'duration_ms', type: 'bigint', rule: 'not null', comment: 'How long it took, milliseconds' },
    { name: 'status', type: 'integer', comment: 'HTTP status of the answer; null = none came' },
    { name: 'error', type: 'text', comment: 'Why it failed, in words; null = it was taken' },
  ],
  indexes: [{ name: 'webhook_attempts_by_webhook', on: ['webhook_id', 'at_ms'] }],
};

/** Devices that get Web Push, and webhooks with their log. */
export const pushAndWebhooks: Migration = {
  async up(db) {
    for (const table of [subscriptions, receipts, webhooks, attempts]) await createTable(db, table);
  },
};
