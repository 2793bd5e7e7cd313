import { type ChannelName, type ChannelState, channelNames } from '../../../shared/schemas/notification.ts';
import type { DeliveryRepository } from '../store/delivery-repository.ts';
import type { Delivery } from '../store/outbox-repository.ts';
import type { ChannelRegistry } from './channel-registry.ts';
import type { Outcome } from './channel-worker.ts';

/** How each channel is doing, for settings. */
export class ChannelStates {
  readonly #deliveries: DeliveryRepository;
  readonly #registry: ChannelRegistry;
  readonly #lastDeliveredAtMs = new Map<string, number>();
  /** Words of the last attempt, when it failed. */
  readonly #failing = new Map<string, string>();

  constructor(deliveries: DeliveryRepository, registry: ChannelRegistry) {
    this.#deliveries = deliveries;
    this.#registry = registry;
  }

  async start(): Promise<void> {
    for (const [channel, atMs] of await this.#deliveries.lastDelivered()) this.#lastDeliveredAtMs.set(channel, atMs);
  }

  note({ channel }: Delivery, outcome: Outcome): void {
    if (outcome.state === 'delivered') {
      this.#lastDeliveredAtMs.set(channel, outcome.atMs);
      this.#failing.delete(channel);
    } else this.#failing.set(channel, outcome.words);
  }

  async list(): Promise<ChannelState[]> {
    const waiting = await this.#deliveries.waiting();
    return channelNames.map((channel) => ({
      channel,
      ...this.#stateOf(channel),
      lastDeliveredAtMs: this.#lastDeliveredAtMs.get(channel) ?? null,
      waiting: waiting.get(channel) ?? 0,
    }));
  }

  #stateOf(name: ChannelName): Pick<ChannelState, 'state' | 'problem'> {
    const channel = this.#registry.get(name);
    if (!channel) return { state: 'off', problem: null };
    const unready = channel.unready();
    if (unready) return { state: unready.state, problem: unready.problem.slice(0, 500) };
    const problem = this.#failing.get(name) ?? null;
    return { state: problem === null ? 'ready' : 'failing', problem };
  }
}
