import type { ChannelName } from '../../../shared/schemas/notification.ts';
import type { Delivery, NewDelivery } from '../store/outbox-repository.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import { ChannelWorker, type ChannelWorkerOptions } from './channel-worker.ts';

export interface DispatcherOptions extends Omit<ChannelWorkerOptions, 'channel'> {
  readonly registry: ChannelRegistry;
}

/** Other stations may queue rows without telling, clocks may be set, a channel may become ready: what waits is looked at this often. */
const lookEveryMs = 5_000;

/** One worker for each channel, and one look at the outbox for all of them. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #workers = new Map<string, ChannelWorker>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** What this station had under way when it ended is tried again at once, under the same idempotency keys. */
  async start(): Promise<void> {
    const { registry, ...rest } = this.#options;
    await rest.deliveries.release(rest.owner);
    for (const channel of registry.all()) this.#workers.set(channel.name, new ChannelWorker({ ...rest, channel }));
    this.wake();
    this.#timer = setInterval(() => void this.#look(), lookEveryMs);
    this.#timer.unref();
  }

  /** Never throws. */
  wake(channel?: ChannelName): void {
    if (channel) this.#workers.get(channel)?.wake();
    else for (const worker of this.#workers.values()) worker.wake();
  }

  /** Messages the database would not take. */
  sendUnstored(deliveries: readonly NewDelivery[]): void {
    for (const delivery of deliveries) {
      if (delivery.state !== 'suppressed')
        void this.#workers.get(delivery.channel)?.sendUnstored(unstoredRow(delivery, this.#options.nowMs()));
    }
  }

  /** Wakes the workers that have anything at all to send. Never rejects. */
  #look(): Promise<void> {
    const { deliveries, log } = this.#options;
    this.#looking ??= deliveries
      .channelsWaiting([...this.#workers.keys()])
      .then(
        (channels) => {
          for (const channel of channels) this.#workers.get(channel)?.wake();
        },
        (error: unknown) => log.error({ err: error }, 'the outbox could not be looked at; it is tried again'),
      )
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#looking;
    await Promise.all([...this.#workers.values()].map((worker) => worker.close()));
  }
}

function unstoredRow(delivery: NewDelivery, nowMs: number): Delivery {
  return {
    contactId: null,
    contactName: null,
    ...delivery,
    state: 'pending',
    reason: null,
    attempts: 1,
    nextAttemptAtMs: nowMs,
    createdAtMs: nowMs,
    deliveredAtMs: null,
    lastError: null,
    seq: 0,
    leaseOwner: null,
    leaseUntilMs: null,
    reference: null,
  };
}
