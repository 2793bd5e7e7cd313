import { randomUUID } from 'node:crypto';
import { AppError } from '../../../../../shared/errors.ts';
import {
  type Webhook,
  type WebhookAttempt,
  type WebhookEvent,
  type WebhookEventName,
  webhookEventSchema,
} from '../../../../../shared/schemas/webhook.ts';
import type { NowMs } from '../../../clock.ts';
import type { Sealing } from '../../../secrets/sealing.ts';
import type { NewDelivery, OutboxRepository } from '../../../store/outbox-repository.ts';
import type { WebhookRecord, WebhookRepository } from '../../../store/webhook-repository.ts';
import { secretNameOf } from './webhook-channel.ts';
import { webhookDelivery } from './webhook-delivery.ts';

export interface WebhookServiceOptions {
  readonly webhooks: WebhookRepository;
  readonly outbox: OutboxRepository;
  readonly sealing: Sealing;
  /** Rows were written for the channel. */
  readonly wake: () => void;
  readonly nowMs?: NowMs;
}

const mostWebhooks = 50;

/** Webhooks of the station: who is told of what, and the log of it. */
export class WebhookService {
  readonly #options: WebhookServiceOptions & { readonly nowMs: NowMs };
  /** At hand, so that the rows of a new incident can be written with it. */
  #known: readonly WebhookRecord[] = [];

  constructor(options: WebhookServiceOptions) {
    this.#options = { nowMs: Date.now, ...options };
  }

  /** Reads them anew: before the first event, and when another station may have changed them. */
  async refresh(): Promise<void> {
    this.#known = await this.#options.webhooks.list();
  }

  async list(): Promise<Webhook[]> {
    await this.refresh();
    return this.#known.map(shown);
  }

  /** @throws {AppError} `conflict` when there are too many; `unavailable` without the station's key. */
  async register(input: { readonly url: string; readonly events: WebhookEventName[]; readonly secret: string }): Promise<Webhook> {
    const { webhooks, sealing, nowMs } = this.#options;
    await this.refresh();
    if (this.#known.length >= mostWebhooks) throw new AppError('conflict', `There are ${mostWebhooks} webhooks already: remove one first.`);
    const id = randomUUID();
    const record: WebhookRecord = {
      ...{ id, url: input.url, events: [...new Set(input.events)], enabled: true, createdAtMs: nowMs() },
      ...{ sealedSecret: sealing.seal(secretNameOf(id), input.secret), lastDeliveredAtMs: null, lastError: null },
    };
    await webhooks.insert(record);
    await this.refresh();
    return shown(record);
  }

  /** @throws {AppError} `not_found`. */
  async setEnabled(id: string, enabled: boolean): Promise<Webhook> {
    if (!(await this.#options.webhooks.setEnabled(id, enabled))) throw notFound();
    await this.refresh();
    return shown(await this.#require(id));
  }

  /** @throws {AppError} `not_found`. */
  async remove(id: string): Promise<void> {
    if (!(await this.#options.webhooks.remove(id))) throw notFound();
    await this.refresh();
  }

  /** Newest first. @throws {AppError} `not_found`. */
  async attempts(id: string): Promise<WebhookAttempt[]> {
    await this.#require(id);
    return this.#options.webhooks.attempts(id, 200);
  }

  /** Queues what was sent in this delivery once more, under its old name. @throws {AppError} `not_found`. */
  async replay(id: string, delivery: string): Promise<void> {
    const { webhooks, outbox, wake, nowMs } = this.#options;
    const webhook = await this.#require(id);
    const body = await webhooks.bodyOf(id, delivery);
    if (body === null) throw new AppError('not_found', 'This delivery is no longer in the log.');
    const event = webhookEventSchema.parse(JSON.parse(body));
    await outbox.enqueue([webhookDelivery(webhook.id, event, nowMs(), randomUUID())], nowMs());
    wake();
  }

  /** Rows for those who asked for the event, from memory: to be written with what they tell of. */
  deliveriesOf(event: WebhookEvent): NewDelivery[] {
    const { nowMs } = this.#options;
    return this.#known
      .filter(({ enabled, events }) => enabled && event.event !== 'test' && events.includes(event.event))
      .map(({ id }) => webhookDelivery(id, event, nowMs()));
  }

  /** Queues an event. The same event again is queued once. */
  async publish(event: WebhookEvent): Promise<void> {
    const { outbox, wake, nowMs } = this.#options;
    const deliveries = this.deliveriesOf(event);
    if (deliveries.length === 0) return;
    await outbox.enqueue(deliveries, nowMs());
    wake();
  }

  async #require(id: string): Promise<WebhookRecord> {
    const record = await this.#options.webhooks.get(id);
    if (!record) throw notFound();
    return record;
  }
}

const notFound = () => new AppError('not_found', 'There is no such webhook.');

function shown({ id, url, events, enabled, createdAtMs, lastDeliveredAtMs, lastError }: WebhookRecord): Webhook {
  return { id, url, events, enabled, createdAtMs, lastDeliveredAtMs, lastError };
}
