import { z } from 'zod';
import { type WebhookAttempt, webhookAttemptSchema, webhookSchema } from '../../../shared/schemas/webhook.ts';
import type { Database } from './database.ts';
import { jsonColumn } from './json-column.ts';

const recordSchema = z.object({
  ...webhookSchema.shape,
  events: jsonColumn(webhookSchema.shape.events),
  enabled: z.number().transform(Boolean),
  sealedSecret: z.string(),
});
/** A webhook as stored. */
export type WebhookRecord = z.infer<typeof recordSchema>;

/** An attempt with what was sent. */
export interface NewWebhookAttempt extends WebhookAttempt {
  /** JSON. */
  readonly body: string;
}

/** Attempts kept of each webhook. */
const keptAttempts = 200;

/** Webhooks and the log of what they were told. */
export interface WebhookRepository {
  /** Oldest first. */
  list(): Promise<WebhookRecord[]>;
  get(id: string): Promise<WebhookRecord | null>;
  insert(record: WebhookRecord): Promise<void>;
  /** @returns false when there is none. */
  setEnabled(id: string, enabled: boolean): Promise<boolean>;
  /** With its log. @returns false when there was none. */
  remove(id: string): Promise<boolean>;
  /** Adds to the log and to the webhook's state; the oldest entries make room. Nothing happens when the webhook is gone. */
  noteAttempt(attempt: NewWebhookAttempt): Promise<void>;
  /** Newest first. */
  attempts(webhookId: string, limit: number): Promise<WebhookAttempt[]>;
  /** What was sent in this delivery; null = it is not in the log (any more). */
  bodyOf(webhookId: string, delivery: string): Promise<string | null>;
}

/** @see WebhookRepository */
export function webhookRepository(database: Database): WebhookRepository {
  return {
    async list() {
      const rows = await database.selectFrom('webhooks').selectAll().orderBy('createdAtMs').orderBy('id').execute();
      return rows.map((row) => recordSchema.parse(row));
    },
    async get(id) {
      const row = await database.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? recordSchema.parse(row) : null;
    },
    async insert({ events, enabled, ...record }) {
      const row = { ...record, events: JSON.stringify(events), enabled: enabled ? 1 : 0 };
      await database.insertInto('webhooks').values(row).execute();
    },
    async setEnabled(id, enabled) {
      const result = await database
        .updateTable('webhooks')
        .set({ enabled: enabled ? 1 : 0 })
        .where('id', '=', id)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async remove(id) {
      const result = await database.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    noteAttempt: (attempt) => noteAttempt(database, attempt),
    async attempts(webhookId, limit) {
      const rows = await newestFirst(database, webhookId).limit(limit).execute();
      return rows.map((row) => webhookAttemptSchema.parse(row));
    },
    async bodyOf(webhookId, delivery) {
      const row = await newestFirst(database, webhookId).where('delivery', '=', delivery).limit(1).executeTakeFirst();
      return row?.body ?? null;
    },
  };
}

async function noteAttempt(database: Database, attempt: NewWebhookAttempt): Promise<void> {
  const { webhookId, error, atMs, durationMs } = attempt;
  const state = error === null ? { lastError: null, lastDeliveredAtMs: atMs + durationMs } : { lastError: error };
  const known = await database.updateTable('webhooks').set(state).where('id', '=', webhookId).executeTakeFirst();
  if (known.numUpdatedRows === 0n) return;
  await database.insertInto('webhookAttempts').values(attempt).execute();
  const oldest = await newestFirst(database, webhookId).offset(keptAttempts).limit(1).executeTakeFirst();
  if (!oldest) return;
  await database.deleteFrom('webhookAttempts').where('webhookId', '=', webhookId).where('atMs', '<=', oldest.atMs).execute();
}

function newestFirst(database: Database, webhookId: string) {
  return database
    .selectFrom('webhookAttempts')
    .selectAll()
    .where('webhookId', '=', webhookId)
    .orderBy('atMs', 'desc')
    .orderBy('id', 'desc');
}
