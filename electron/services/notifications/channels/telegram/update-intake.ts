import type { Api } from 'node-telegram-bot-api';
import type { NowMs } from '../../../clock.ts';
import { KeyedQueue } from '../../../keyed-queue.ts';
import type { Logger } from '../../../logging/logger.ts';
import type { TelegramRepository } from '../../../store/telegram-repository.ts';
import type { Conversation } from './conversation.ts';
import { type TelegramUpdate, updateSchema } from './update-schema.ts';

export interface UpdateIntakeOptions {
  readonly conversation: Pick<Conversation, 'handle'>;
  readonly store: Pick<TelegramRepository, 'beginUpdate' | 'endUpdate'>;
  /** @throws {TelegramFailure} */
  readonly call: <T>(work: (api: Api) => Promise<T>) => Promise<T>;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly nowMs: NowMs;
}

/**
 * Lets every update act once, however often and over whichever way it comes, also after a restart. What it does in the station is
 * done when `take` resolves; what is told to the chat follows by itself.
 */
export class UpdateIntake {
  readonly #options: UpdateIntakeOptions;
  readonly #queue = new KeyedQueue();
  readonly #telling = new Set<Promise<void>>();

  constructor(options: UpdateIntakeOptions) {
    this.#options = options;
  }

  /**
   * @returns the update's id; null when it is no update at all.
   * @throws when the station could not do it now (its database is away): it may be given again.
   */
  async take(raw: unknown, bot: { readonly id: string; readonly name: string }): Promise<number | null> {
    const parsed = updateSchema.safeParse(raw);
    if (!parsed.success) return idOf(raw);
    const update = parsed.data;
    await this.#queue.run(chatOf(update), () => this.#act(update, bot));
    return update.update_id;
  }

  /** Resolves when everything taken so far is done and told. */
  async idle(): Promise<void> {
    await this.#queue.idle();
    await Promise.all(this.#telling);
  }

  async #act(update: TelegramUpdate, bot: { readonly id: string; readonly name: string }): Promise<void> {
    const { conversation, store, nowMs } = this.#options;
    if (!(await store.beginUpdate(bot.id, update.update_id, nowMs()))) return;
    const tell = await conversation.handle(update, bot.name);
    await store.endUpdate(bot.id, update.update_id, nowMs());
    if (tell) this.#tell(tell, update.update_id);
  }

  #tell(tell: (api: Api) => Promise<unknown>, updateId: number): void {
    const { call, log } = this.#options;
    const told = call(tell).then(
      () => undefined,
      (error: unknown) => log.warn({ err: error, updateId }, 'a Telegram chat could not be told the outcome'),
    );
    this.#telling.add(told);
    void told.then(() => this.#telling.delete(told));
  }
}

/** One chat's updates act in order. */
function chatOf({ message, callback_query }: TelegramUpdate): string {
  return String(message?.chat.id ?? callback_query?.message?.chat.id ?? callback_query?.from.id ?? '');
}

/** An update we cannot read must not be asked for again and again. */
function idOf(raw: unknown): number | null {
  const parsed = updateSchema.pick({ update_id: true }).safeParse(raw);
  return parsed.success ? parsed.data.update_id : null;
}
