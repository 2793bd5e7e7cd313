import type { ChannelName } from '../../../shared/schemas/notification.ts';
import type { Delivery, NewDelivery } from '../store/outbox-repository.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import { ChannelWorker, type ChannelWorkerOptions } from './channel-worker.ts';

export interface DispatcherOptions extends Omit<ChannelWorkerOptions, 'channel'> {
  readonly registry: ChannelRegistry;
}

/** One worker for each channel. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #workers = new Map<string, ChannelWorker>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** What this station had under way when it ended is tried again at once, under the same idempotency keys. */
  async start(): Promise<void> {
    const { registry, ...rest } = this.#options;
    await rest.deliveries.release(rest.owner);
    for (const channel of registry.all()) this.#workers.set(channel.name, new ChannelWorker({ ...rest, channel }));
    this.wake();
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

  async close(): Promise<void> {
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
