import type { ChannelName } from '../../../shared/schemas/notification.ts';
import type { Channel } from './channel.ts';

/** The station's channels by name. */
export class ChannelRegistry {
  readonly #channels = new Map<ChannelName, Channel>();

  add(channel: Channel): void {
    if (this.#channels.has(channel.name)) throw new Error(`the channel ${channel.name} is registered twice`);
    this.#channels.set(channel.name, channel);
  }

  get(name: ChannelName): Channel | null {
    return this.#channels.get(name) ?? null;
  }

  all(): Channel[] {
    return [...this.#channels.values()];
  }

  /** False when it is switched off or there is none of this name. What is incomplete counts as on: messages wait for it. */
  isOn(name: ChannelName): boolean {
    const channel = this.#channels.get(name);
    return channel !== undefined && channel.unready()?.state !== 'off';
  }
}
