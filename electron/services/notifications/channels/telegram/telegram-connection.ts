import { Api } from 'node-telegram-bot-api';
import { telegramFailure } from './telegram-failure.ts';

export interface ConnectionOptions {
  /** Without a slash at the end; null = Telegram's own servers. */
  readonly apiUrl: string | null;
  /** Longest wait for an answer, milliseconds; polling waits longer. */
  readonly timeoutMs: number;
}

/** One bot's way to the Bot API. Retries are the outbox's business, so the library makes none. */
export class TelegramConnection {
  readonly #api: Api;
  readonly #token: string;

  constructor(token: string, { apiUrl, timeoutMs }: ConnectionOptions) {
    this.#token = token;
    this.#api = new Api(token, { ...(apiUrl ? { apiRoot: apiUrl } : {}), timeoutMs, maxRetries: 0 });
  }

  /** @throws {TelegramFailure} in words, without the token. */
  async call<T>(work: (api: Api) => Promise<T>): Promise<T> {
    try {
      return await work(this.#api);
    } catch (error) {
      throw telegramFailure(error, this.#token);
    }
  }
}
