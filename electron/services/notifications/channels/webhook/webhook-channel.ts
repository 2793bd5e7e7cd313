import { randomUUID } from 'node:crypto';
import type { WebhookSettings } from '../../../../../shared/schemas/channel-settings.ts';
import type { NowMs } from '../../../clock.ts';
import type { Sealing } from '../../../secrets/sealing.ts';
import type { WebhookRecord, WebhookRepository } from '../../../store/webhook-repository.ts';
import { type Channel, type OutgoingMessage, type Receipt, SendRefusal } from '../../channel.ts';
import { createOutbound, type Outbound, type Resolve } from '../http/outbound.ts';
import { type PostAnswer, post } from '../http/post.ts';
import type { NoticeReader } from '../notice-reader.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { readiness } from '../settings/readiness.ts';
import { eventOf } from './notice-event.ts';
import { webhookSignature } from './webhook-signature.ts';

export interface WebhookChannelOptions {
  readonly settings: LiveSettings<WebhookSettings>;
  readonly reader: NoticeReader;
  readonly webhooks: WebhookRepository;
  readonly sealing: Sealing;
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
  readonly nowMs?: NowMs;
}

/** What is sent, under one name over retries and replays. */
interface Delivery {
  readonly name: string;
  readonly event: string;
  readonly body: string;
}

/** Sealed values are bound to this name. */
export const secretNameOf = (webhookId: string) => `secret of webhook ${webhookId}`;

const laterMs = 60_000;

/** Tells programs outside of events, by signed POST requests. A recipient is a webhook's id. */
export class WebhookChannel implements Channel {
  readonly name = 'webhook';
  readonly limits = { perSecond: 20, perRecipientMs: 0, parallel: 4 };
  readonly #options: WebhookChannelOptions;
  readonly #outbound: Outbound;

  constructor(options: WebhookChannelOptions) {
    this.#options = options;
    this.#outbound = createOutbound({
      allowPrivate: () => options.settings.current().settings.allowPrivateAddresses,
      ...(options.resolve ? { resolve: options.resolve } : {}),
    });
  }

  unready() {
    return readiness(this.#options.settings.current(), [], true);
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Receipt> {
    const { webhooks, reader, nowMs = Date.now } = this.#options;
    const webhook = await webhooks.get(message.recipient);
    if (!webhook) throw new SendRefusal('This webhook was removed', null);
    if (!webhook.enabled && message.notice.kind !== 'test') throw new SendRefusal('This webhook is switched off', null);
    const event = eventOf(await reader.read(message.notice), message, nowMs());
    const name = message.notice.kind === 'event' ? `${event.id}:${webhook.id}` : message.idempotencyKey;
    await this.#attempt(webhook, { name, event: event.event, body: JSON.stringify(event) }, signal);
    return { reference: name };
  }

  close(): Promise<void> {
    return this.#outbound.close();
  }

  /** Posts and notes how it went. */
  async #attempt(webhook: WebhookRecord, delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { webhooks, nowMs = Date.now } = this.#options;
    const atMs = nowMs();
    const answer = await this.#post(webhook, delivery, atMs, signal).catch((error: Error) => error);
    const failure = answer instanceof Error ? answer : refusalOf(answer);
    await webhooks.noteAttempt({
      id: randomUUID(),
      webhookId: webhook.id,
      delivery: delivery.name,
      event: delivery.event,
      body: delivery.body,
      atMs,
      durationMs: Math.max(0, nowMs() - atMs),
      status: answer instanceof Error ? null : answer.status,
      error: failure?.message.slice(0, 500) ?? null,
    });
    if (failure) throw failure;
  }

  async #post(
    { id, url, sealedSecret }: WebhookRecord,
    { name, event, body }: Delivery,
    atMs: number,
    signal: AbortSignal,
  ): Promise<PostAnswer> {
    const secret = this.#options.sealing.open(secretNameOf(id), sealedSecret);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'SENTRA',
      'x-sentra-event': event,
      'x-sentra-delivery': name,
      'x-sentra-timestamp': String(atMs),
      'x-sentra-signature': webhookSignature(secret, atMs, body),
    };
    return post(url, { headers, body, dispatcher: this.#outbound.dispatcher, timeoutMs: this.#options.timeoutMs ?? 10_000, signal });
  }
}

/** Null = taken. A receiver that is set up wrongly can be mended: only one that says it is gone is given up. */
function refusalOf({ status, retryAfterMs }: PostAnswer): Error | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return new SendRefusal('The receiver says that it is gone (HTTP 410)', null);
  if (status === 429) return new SendRefusal('The receiver asks to send more slowly (HTTP 429)', retryAfterMs ?? laterMs);
  if (status >= 500) return new Error(`The receiver has a problem of its own (HTTP ${status})`);
  if (status >= 300 && status < 400)
    return new SendRefusal(`The receiver sends us elsewhere (HTTP ${status}), which is not followed`, laterMs);
  return new SendRefusal(`The receiver refuses the event (HTTP ${status})`, laterMs);
}
