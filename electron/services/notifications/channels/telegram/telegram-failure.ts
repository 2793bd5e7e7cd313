import { NetworkError, TelegramApiError, TimeoutError } from 'node-telegram-bot-api';
import { SendRefusal } from '../../channel.ts';

/** Tried again later, when a person had time to enter another token. */
const badTokenRetryMs = 60_000;

/**
 * A call of the Bot API that failed. Never carries a cause: errors of the network name the address, and the address holds the token.
 */
export class TelegramFailure extends Error {
  override readonly name = 'TelegramFailure';
  /** Telegram's error code; null = no answer of Telegram's at all. */
  readonly code: number | null;
  readonly retryAfterMs: number | null;
  /** New id of a group that was turned into a supergroup. */
  readonly movedTo: string | null;

  constructor(message: string, code: number | null, details: { retryAfterMs?: number; movedTo?: string } = {}) {
    super(message);
    this.code = code;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.movedTo = details.movedTo ?? null;
  }
}

/** Puts what the library throws in words, without the token. */
export function telegramFailure(error: unknown, token: string): TelegramFailure {
  const clean = (text: string) => text.split(token).join('***').slice(0, 300);
  if (error instanceof TelegramFailure) return error;
  if (error instanceof TelegramApiError) {
    const { errorCode, description, retryAfter, migrateToChatId } = error;
    return new TelegramFailure(sentenceFor(errorCode, clean(String(description))), errorCode, {
      ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter * 1000 }),
      ...(migrateToChatId === undefined ? {} : { movedTo: String(migrateToChatId) }),
    });
  }
  if (error instanceof TimeoutError) return new TelegramFailure('Telegram did not answer in time', null);
  if (error instanceof NetworkError) return new TelegramFailure(`Telegram cannot be reached${codeOf(error.cause)}`, null);
  return new TelegramFailure(clean(error instanceof Error ? error.message : String(error)), null);
}

/** What the outbox is to do about a failed message: a refusal, or a failure of the network that is tried again. */
export function refusalOf(failure: TelegramFailure): Error {
  const { code, message, retryAfterMs } = failure;
  if (code === 429) return new SendRefusal(message, retryAfterMs ?? 1_000);
  if (code === 401 || code === 404) return new SendRefusal(message, badTokenRetryMs, { scope: 'channel' });
  if (code !== null && code >= 400 && code < 500) return new SendRefusal(message, null);
  return failure;
}

function sentenceFor(code: number, description: string): string {
  if (code === 401 || code === 404) return 'Telegram does not know this bot token (any more): enter a new one from @BotFather';
  if (code === 409 && /webhook/i.test(description)) return 'A webhook is set for this bot, which keeps it from being polled';
  if (code === 409) return 'Another program receives the messages of this bot: stop it, or use another bot';
  if (code === 429) return 'Telegram asks to send more slowly';
  return `Telegram: ${description} (${code})`;
}

/** `ECONNREFUSED` and the like, which hide one or two causes down. */
function codeOf(cause: unknown): string {
  const inner = cause instanceof Error ? (cause as NodeJS.ErrnoException) : null;
  if (!inner) return '';
  return typeof inner.code === 'string' && /^[A-Z_]{3,40}$/.test(inner.code) ? ` (${inner.code})` : codeOf(inner.cause);
}
