import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'node-telegram-bot-api';
import { allowedUpdates } from './update-schema.ts';

export interface UpdatePollerOptions {
  /** @throws {TelegramFailure} */
  readonly call: <T>(work: (api: Api) => Promise<T>) => Promise<T>;
  /** @throws when the station could not act on it now. @returns id of the update. */
  readonly take: (raw: unknown) => Promise<number | null>;
  /** The last update that has acted; null = none is known. */
  readonly lastUpdateId: number | null;
  /** An answer came: all is well. */
  readonly onAnswer: () => void;
  readonly onGivenUp: (error: unknown) => void;
  /** Seconds Telegram holds the request while there is nothing. */
  readonly holdS: number;
}

/** A server that answers "nothing" at once is not asked in a tight loop. */
const leastPauseMs = 500;
/** Times one update may fail before the ones behind it get their turn. */
const maxTries = 3;

/** Asks Telegram for updates, one request after the other. */
export class UpdatePoller {
  readonly #options: UpdatePollerOptions;
  #offset: number | undefined;
  #tries = 0;

  constructor(options: UpdatePollerOptions) {
    this.#options = options;
    this.#offset = options.lastUpdateId === null ? undefined : options.lastUpdateId + 1;
  }

  /** Runs until `signal` aborts. @throws {TelegramFailure}, or what `take` threw; may be run again and goes on where it was. */
  async run(signal: AbortSignal): Promise<void> {
    // The first one is not held: whether messages can be received is known at once.
    let holdS = 0;
    while (!signal.aborted) {
      const askedAtMs = performance.now();
      const offset = this.#offset === undefined ? {} : { offset: this.#offset };
      const wanted = { ...offset, timeout: holdS, limit: 100, allowed_updates: allowedUpdates };
      const updates: unknown = await this.#options.call((api) => api.getUpdates(wanted, signal));
      this.#options.onAnswer();
      const wasHeld = holdS > 0;
      holdS = this.#options.holdS;
      const list = Array.isArray(updates) ? updates : [];
      for (const raw of list) await this.#takeOne(raw);
      const heldMs = performance.now() - askedAtMs;
      if (wasHeld && list.length === 0 && heldMs < leastPauseMs) await sleep(leastPauseMs - heldMs, undefined, { signal });
    }
  }

  async #takeOne(raw: unknown): Promise<void> {
    try {
      const id = await this.#options.take(raw);
      if (id !== null) this.#offset = id + 1;
    } catch (error) {
      this.#tries += 1;
      if (this.#tries < maxTries) throw error;
      this.#options.onGivenUp(error);
      const id = (raw as { update_id?: unknown }).update_id;
      if (typeof id === 'number') this.#offset = id + 1;
    }
    this.#tries = 0;
  }
}
