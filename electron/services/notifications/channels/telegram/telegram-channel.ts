import { AppError } from '../../../../../shared/errors.ts';
import { assertNever } from '../../../../../shared/assert-never.ts';
import { type Channel, type OutgoingMessage, type Receipt, SendRefusal } from '../../channel.ts';
import type { IncidentMessages } from './incident-messages.ts';
import type { TelegramBot } from './telegram-bot.ts';
import { refusalOf, TelegramFailure } from './telegram-failure.ts';
import type { TelegramContacts } from './telegram-ports.ts';
import { texts } from './texts/texts.ts';

export interface TelegramChannelOptions {
  readonly bot: Pick<TelegramBot, 'call' | 'unready'>;
  readonly messages: IncidentMessages;
  readonly contacts: Pick<TelegramContacts, 'moveChat'>;
}

/** The way out to Telegram; a recipient is a chat id. */
export class TelegramChannel implements Channel {
  readonly name = 'telegram';
  /** Telegram allows about 30 messages a second, and one a second to a chat. */
  readonly limits = { perSecond: 25, perRecipientMs: 1_000, parallel: 8 };
  readonly #options: TelegramChannelOptions;

  constructor(options: TelegramChannelOptions) {
    this.#options = options;
  }

  unready(): ReturnType<Channel['unready']> {
    return this.#options.bot.unready();
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Receipt> {
    signal.throwIfAborted();
    try {
      return await this.#send(message, message.recipient);
    } catch (error) {
      if (error instanceof TelegramFailure && error.movedTo !== null) return this.#sendToMoved(message, error.movedTo);
      throw this.#failureOf(error);
    }
  }

  close(): Promise<void> {
    return this.#options.messages.idle();
  }

  async #sendToMoved(message: OutgoingMessage, chatId: string): Promise<Receipt> {
    await this.#options.contacts.moveChat(message.recipient, chatId);
    try {
      return await this.#send(message, chatId);
    } catch (error) {
      throw this.#failureOf(error);
    }
  }

  async #send({ notice, idempotencyKey }: OutgoingMessage, chatId: string): Promise<Receipt> {
    const { messages } = this.#options;
    const say = texts[notice.language];
    switch (notice.kind) {
      case 'alert':
        return { reference: String(await messages.alert({ ...notice, chatId }, idempotencyKey)) };
      case 'update':
        await messages.refresh({ ...notice, chatId });
        return { reference: null };
      case 'clip': {
        const id = await messages.clip({ ...notice, chatId }, idempotencyKey);
        return { reference: id === null ? null : String(id) };
      }
      case 'address':
        return this.#say(chatId, say.address(notice.url));
      case 'test':
        return this.#say(chatId, say.test);
      case 'event':
        throw new SendRefusal('Events are for webhooks.', null);
      default:
        return assertNever(notice);
    }
  }

  async #say(chatId: string, text: string): Promise<Receipt> {
    const { message_id } = await this.#options.bot.call((api) => api.sendMessage({ chat_id: chatId, text }));
    return { reference: String(message_id) };
  }

  #failureOf(error: unknown): unknown {
    if (error instanceof TelegramFailure) return refusalOf(error);
    if (error instanceof AppError && error.code === 'not_found') return new SendRefusal(error.message, null, { cause: error });
    return error;
  }
}
