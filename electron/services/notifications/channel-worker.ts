import { setTimeout as pause } from 'node:timers/promises';
import { noticeSchema } from '../../../shared/schemas/notification.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { DeliveryRepository } from '../store/delivery-repository.ts';
import type { IncidentRecord } from '../store/incident-record.ts';
import type { Delivery } from '../store/outbox-repository.ts';
import { type Channel, type OutgoingMessage, type Receipt, SendRefusal } from './channel.ts';
import { retryDelayMs } from './retry-delay.ts';
import { sendFailureWords } from './send-failure-words.ts';
import { SendPace } from './send-pace.ts';

/** How an attempt ended. */
export type Outcome =
  | { readonly state: 'delivered'; readonly atMs: number }
  | { readonly state: 'retrying' | 'failed'; readonly atMs: number; readonly words: string };

export interface ChannelWorkerOptions {
  readonly channel: Channel;
  readonly deliveries: DeliveryRepository;
  /** Names this station in leases. */
  readonly owner: string;
  /** The incident was changed by an acceptance. */
  readonly onChanged: (record: IncidentRecord) => void;
  readonly onOutcome: (delivery: Delivery, outcome: Outcome) => void;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly nowMs: NowMs;
}

/** An attempt that takes longer counts as failed; its lease outlives it, so that no other station tries meanwhile. */
const sendLimitMs = 20_000;
const leaseMs = 30_000;
/** Clocks may be set, rows may change behind its back: while anything waits, nobody sleeps longer. */
const longestSleepMs = 5_000;
const expireEveryMs = 10_000;
const closeLimitMs = 5_000;
const markRounds = 5;
const firstMarkPauseMs = 100;

/**
 * Works off the rows of one channel: inside its limits, in order for each recipient, until each is taken, refused for good or expired. With
 * nothing to send it sleeps until it is woken; the dispatcher looks for all.
 */
export class ChannelWorker {
  readonly #options: ChannelWorkerOptions;
  readonly #pace: SendPace;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Taken by the service, but the database would not take the mark: never to be sent again by this process. */
  readonly #accepted = new Map<string, Receipt>();
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #expiredAtMs = 0;
  #closed = false;

  constructor(options: ChannelWorkerOptions) {
    this.#options = options;
    this.#pace = new SendPace(options.channel.limits);
  }

  /** Looks for work now. Never throws. */
  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Woken between the last look and here.
      if (this.#again) this.wake();
    });
  }

  /** Sends a message whose row the database would not take; once it does, the row is only marked. Never rejects. */
  async sendUnstored(delivery: Delivery): Promise<void> {
    if (this.#closed || this.#options.channel.unready()) return;
    const sending = this.#send(delivery).then(
      (receipt) => void this.#accepted.set(delivery.id, receipt),
      (error: unknown) => this.#options.log.warn({ words: sendFailureWords(error) }, 'a message without a row was not taken'),
    );
    this.#underWay.set(delivery.id, sending);
    await sending;
    this.#underWay.delete(delivery.id);
  }

  /** Lets what is under way end, for a few seconds at most; the rest goes on at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#again = false;
    const limit = setTimeout(() => this.#closing.abort(), closeLimitMs);
    await this.#running;
    await Promise.all(this.#underWay.values());
    clearTimeout(limit);
    this.#closing.abort();
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        await this.#expire();
        // Woken when it becomes ready, and every few seconds while anything waits.
        if (this.#options.channel.unready()) return;
        await this.#beginDue();
      }
      await this.#sleep();
    } catch (error) {
      this.#options.log.error({ err: error, channel: this.#options.channel.name }, 'the outbox could not be read; it is tried again');
      this.#sleepUntil(this.#options.nowMs() + longestSleepMs);
    }
  }

  async #expire(): Promise<void> {
    const { deliveries, channel, nowMs } = this.#options;
    if (nowMs() - this.#expiredAtMs < expireEveryMs) return;
    this.#expiredAtMs = nowMs();
    await deliveries.expire(channel.name, nowMs());
  }

  /** Begins as many attempts as limits allow. */
  async #beginDue(): Promise<void> {
    const { deliveries, channel, owner, nowMs } = this.#options;
    const at = nowMs();
    const limit = Math.min(channel.limits.parallel - this.#underWay.size, this.#pace.available(at));
    if (limit <= 0) return;
    const claim = { channel: channel.name, owner, nowMs: at, leaseUntilMs: at + leaseMs, limit, notTo: this.#pace.resting(at) };
    const rows = await deliveries.claim(claim);
    for (const delivery of rows) {
      this.#pace.begin(nowMs());
      // Sent without a row a moment ago: whether that was taken has to be known first.
      const before = this.#underWay.get(delivery.id) ?? Promise.resolve();
      const attempt = before
        .then(() => this.#attempt(delivery))
        .finally(() => {
          this.#underWay.delete(delivery.id);
          this.wake();
        });
      this.#underWay.set(delivery.id, attempt);
    }
  }

  /** Never rejects. */
  async #attempt(delivery: Delivery): Promise<void> {
    const { log, nowMs } = this.#options;
    try {
      const receipt = this.#accepted.get(delivery.id) ?? (await this.#send(delivery));
      this.#accepted.set(delivery.id, receipt);
      this.#pace.ended(delivery.recipient, nowMs());
      await this.#noteAccepted(delivery, receipt);
    } catch (error) {
      this.#pace.ended(delivery.recipient, nowMs());
      if (this.#accepted.has(delivery.id))
        log.error({ err: error, deliveryId: delivery.id }, 'a message was sent, but that could not be written down yet');
      else
        await this.#noteFailure(delivery, error).catch((second: unknown) =>
          log.error({ err: second }, 'a failed message could not be marked'),
        );
    }
  }

  async #noteAccepted(delivery: Delivery, receipt: Receipt): Promise<void> {
    const { onChanged, onOutcome, nowMs } = this.#options;
    const atMs = nowMs();
    const record = await this.#mark(delivery, atMs, receipt);
    this.#accepted.delete(delivery.id);
    onOutcome(delivery, { state: 'delivered', atMs });
    if (record) onChanged(record);
  }

  /** A database that is away for a moment must not hold up the recipient until the lease ends. */
  async #mark(delivery: Delivery, atMs: number, { reference }: Receipt): Promise<IncidentRecord | null> {
    for (let round = 0; ; round += 1) {
      try {
        return await this.#options.deliveries.markAccepted(delivery, atMs, reference);
      } catch (error) {
        if (round >= markRounds || this.#closed) throw error;
        await pause(firstMarkPauseMs * 2 ** round, undefined, { ref: false });
      }
    }
  }

  async #send(delivery: Delivery): Promise<Receipt> {
    const { channel, deliveries } = this.#options;
    const notice = noticeSchema.safeParse(delivery.payload);
    if (!notice.success) throw new SendRefusal('This message cannot be read.', null);
    const { idempotencyKey, recipient, incidentId, attempts } = delivery;
    const follows = incidentId !== null && (notice.data.kind === 'update' || notice.data.kind === 'clip');
    const earlierReference = follows ? await deliveries.alertReference(incidentId, channel.name, recipient) : null;
    const message = { idempotencyKey, recipient, notice: notice.data, attempt: attempts - 1, earlierReference };
    return this.#withLimit(delivery, message);
  }

  /** A channel that does not heed its signal is not waited for; should it succeed after all, that counts. */
  async #withLimit(delivery: Delivery, message: OutgoingMessage): Promise<Receipt> {
    const { channel, log } = this.#options;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(sendLimitMs)]);
    const sending = channel.send(message, signal);
    const late = Promise.withResolvers<never>();
    const onAbort = () => late.reject(new Error('the service did not answer in time'));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([sending, late.promise]);
    } catch (error) {
      if (signal.aborted && !this.#closing.signal.aborted) {
        sending
          .then((receipt) => this.#noteAccepted(delivery, receipt))
          .catch((second: unknown) => log.warn({ err: second, channel: channel.name }, 'a message that took too long failed'));
      }
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #noteFailure(delivery: Delivery, error: unknown): Promise<void> {
    const { channel, deliveries, onOutcome, log, nowMs } = this.#options;
    const atMs = nowMs();
    const refusal = error instanceof SendRefusal ? error : null;
    const pauseMs = refusal ? refusal.retryAfterMs : retryDelayMs(delivery.attempts);
    const words = sendFailureWords(error);
    if (refusal?.scope === 'channel' && pauseMs !== null) this.#pace.pause(atMs + pauseMs);
    else if (refusal && pauseMs !== null) this.#pace.rest(delivery.recipient, atMs + pauseMs);
    log.warn({ channel: channel.name, deliveryId: delivery.id, attempt: delivery.attempts, words }, 'a message was not taken');
    await deliveries.markRefused(delivery, words, pauseMs === null ? null : atMs + pauseMs, atMs);
    onOutcome(delivery, { state: pauseMs === null ? 'failed' : 'retrying', atMs, words });
  }

  async #sleep(): Promise<void> {
    const { deliveries, channel, nowMs } = this.#options;
    const at = nowMs();
    const dueAtMs = await deliveries.nextDueAtMs(channel.name, at, this.#pace.resting(at));
    const restedAtMs = this.#pace.restedAtMs();
    const nextAtMs = Math.min(dueAtMs ?? Number.POSITIVE_INFINITY, restedAtMs ?? Number.POSITIVE_INFINITY);
    // With everything under way that may be, the next one that ends wakes.
    const full = this.#underWay.size >= channel.limits.parallel;
    if (full) this.#sleepUntil(at + longestSleepMs);
    else if (nextAtMs !== Number.POSITIVE_INFINITY) this.#sleepUntil(Math.max(nextAtMs, this.#pace.nextAtMs()));
  }

  #sleepUntil(atMs: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#closed) return;
    const sleepMs = Math.min(Math.max(1, atMs - this.#options.nowMs()), longestSleepMs);
    this.#timer = setTimeout(() => this.wake(), sleepMs);
    this.#timer.unref();
  }
}
