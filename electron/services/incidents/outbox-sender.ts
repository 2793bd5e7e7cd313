import type { NowMs } from '../clock.ts';
import type { Delivery, OutboxRepository } from '../store/outbox-repository.ts';

export interface OutboxSenderOptions {
  readonly channel: string;
  readonly outbox: OutboxRepository;
  /** Hands one message over; returns once the channel has taken it. A throw counts as a failed attempt. */
  readonly send: (delivery: Delivery) => void | Promise<void>;
  /** Told of failures of a message (`delivery`) or of the database (null); they are retried. */
  readonly onFailure: (error: unknown, delivery: Delivery | null) => void;
  readonly nowMs: NowMs;
  /** Attempts after which a message is given up. */
  readonly maxAttempts?: number;
}

const batchSize = 20;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;
/** The clock may be set meanwhile, and timers take no more than 24 days. */
const longestSleepMs = 60_000;

/**
 * Works off one channel's rows of the outbox, one at a time, most urgent first. A row is marked only after the channel took it: a
 * crash in between sends it again, under the same idempotency key.
 */
export class OutboxSender {
  readonly #options: OutboxSenderOptions;
  /** Handed over but not marked yet, because the database would not take the mark: never to be sent again by this process. */
  readonly #handedOver = new Set<string>();
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: OutboxSenderOptions) {
    this.#options = options;
  }

  /** Sends whatever is due; resolves when nothing due is left. Never rejects. */
  flush(): Promise<void> {
    if (this.#closed) return this.#running ?? Promise.resolve();
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Says that a message went out another way: when its row turns up, it is only marked. */
  noteHandedOver(deliveryId: string): void {
    this.#handedOver.add(deliveryId);
  }

  /** Stops after the message under way. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#sendDue();
      }
      const { outbox, channel, nowMs } = this.#options;
      await outbox.expire(channel, nowMs());
      this.#wakeAt(await outbox.nextAttemptAtMs(channel));
    } catch (error) {
      this.#options.onFailure(error, null);
      this.#wakeAt(this.#options.nowMs() + longestRetryMs);
    }
  }

  async #sendDue(): Promise<void> {
    const { outbox, channel, nowMs } = this.#options;
    for (let due = await outbox.due(channel, nowMs(), batchSize); due.length > 0; due = await outbox.due(channel, nowMs(), batchSize)) {
      for (const delivery of due) {
        if (this.#closed) return;
        await this.#sendOne(delivery);
      }
    }
  }

  async #sendOne(delivery: Delivery): Promise<void> {
    const { outbox, send, nowMs } = this.#options;
    if (!this.#handedOver.has(delivery.id)) {
      try {
        await send(delivery);
      } catch (error) {
        return this.#noteFailure(delivery, error);
      }
      this.#handedOver.add(delivery.id);
    }
    await outbox.markDelivered(delivery.id, nowMs());
    this.#handedOver.delete(delivery.id);
  }

  async #noteFailure(delivery: Delivery, error: unknown): Promise<void> {
    const { outbox, onFailure, nowMs, maxAttempts = Number.POSITIVE_INFINITY } = this.#options;
    onFailure(error, delivery);
    const attempts = delivery.attempts + 1;
    const retryAtMs = nowMs() + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(delivery.attempts, 10));
    await outbox.markAttemptFailed(
      delivery.id,
      error instanceof Error ? error.message : String(error),
      attempts >= maxAttempts ? null : retryAtMs,
    );
  }

  #wakeAt(atMs: number | null): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (atMs === null || this.#closed) return;
    this.#timer = setTimeout(() => void this.flush(), Math.min(Math.max(0, atMs - this.#options.nowMs()), longestSleepMs));
    this.#timer.unref();
  }
}
