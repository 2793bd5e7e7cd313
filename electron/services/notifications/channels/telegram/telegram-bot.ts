import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'node-telegram-bot-api';
import { AppError } from '../../../../../shared/errors.ts';
import type { TelegramSettings, TelegramState } from '../../../../../shared/schemas/telegram.ts';
import { BackOff } from '../../../cameras/back-off.ts';
import type { NowMs } from '../../../clock.ts';
import type { Logger } from '../../../logging/logger.ts';
import type { SecretStore } from '../../../secrets/secret-store.ts';
import type { SettingsRepository } from '../../../store/settings-repository.ts';
import type { TelegramRepository } from '../../../store/telegram-repository.ts';
import { SendRefusal } from '../../channel.ts';
import { TelegramConnection } from './telegram-connection.ts';
import { TelegramFailure } from './telegram-failure.ts';
import type { PublicAddress } from './telegram-ports.ts';
import { readTelegramSettings, writeTelegramSettings } from './telegram-settings.ts';
import { UpdatePoller } from './update-poller.ts';
import { allowedUpdates } from './update-schema.ts';
import { sameSecret, webhookPath } from './webhook-secret.ts';

export interface TelegramTimings {
  /** Seconds Telegram holds a poll. */
  readonly holdS: number;
  /** Longest wait for an answer to anything else, milliseconds. */
  readonly answerMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** How often a webhook's health is looked at, milliseconds. */
  readonly webhookCheckMs: number;
}

export const defaultTelegramTimings: TelegramTimings = {
  holdS: 50,
  answerMs: 30_000,
  firstRetryMs: 1_000,
  longestRetryMs: 30_000,
  webhookCheckMs: 60_000,
};

export interface BotIdentity {
  readonly id: string;
  readonly name: string;
}

export interface TelegramBotOptions {
  readonly secrets: SecretStore;
  readonly settings: SettingsRepository;
  readonly store: Pick<TelegramRepository, 'lastUpdateId' | 'prune'>;
  readonly address: PublicAddress;
  /** Null = Telegram's own servers. */
  readonly apiUrl: string | null;
  /** @throws when the station could not act on the update now. */
  readonly take: (raw: unknown, bot: BotIdentity) => Promise<number | null>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Messages that wait may go out now. */
  readonly onReady?: () => void;
  readonly nowMs: NowMs;
  readonly timings?: TelegramTimings;
}

type Own = Pick<TelegramState, 'receiving' | 'problem' | 'bot'>;
const silent: Own = { receiving: null, problem: null, bot: null };

/**
 * The bot: its token, its way to Telegram, and how messages come in. Starts anew whenever token, settings or the public address
 * change; while Telegram is out of reach it tries again with back-off and says why in words.
 */
export class TelegramBot {
  readonly #options: TelegramBotOptions;
  readonly #timings: TelegramTimings;
  readonly #ends: (() => void)[] = [];
  #own: Own = silent;
  #settings: TelegramSettings | null = null;
  #startedWithUrl: string | null = null;
  #connection: TelegramConnection | null = null;
  #identity: BotIdentity | null = null;
  #run = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: TelegramBotOptions) {
    this.#options = options;
    this.#timings = options.timings ?? defaultTelegramTimings;
  }

  /** Resolves once token and settings are read; the rest goes on by itself. */
  async start(): Promise<void> {
    const { secrets, address } = this.#options;
    this.#ends.push(
      secrets.onChanged((name) => {
        if (name === 'telegram-bot-token' || name === 'telegram-webhook-secret') void this.#restart();
      }),
      address.onChanged(() => {
        if (address.current() !== this.#startedWithUrl) void this.#restart();
      }),
    );
    await this.#restart();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const end of this.#ends.splice(0)) end();
    this.#run.abort();
    await this.#running;
  }

  /** Why nothing can be sent, in words; null = it can be tried. */
  unready(): { readonly state: 'off' | 'incomplete'; readonly problem: string } | null {
    if (this.#settings && !this.#settings.enabled) return { state: 'off', problem: 'Telegram is switched off' };
    if (!this.#connection) return { state: 'incomplete', problem: this.#own.problem ?? 'No bot token is set' };
    return null;
  }

  /** One call of the Bot API. @throws {TelegramFailure}; {SendRefusal} while there is no token. */
  async call<T>(work: (api: Api) => Promise<T>): Promise<T> {
    if (!this.#connection)
      throw new SendRefusal(this.unready()?.problem ?? 'No bot token is set', this.#timings.longestRetryMs, { scope: 'channel' });
    return this.#connection.call(work);
  }

  async state(): Promise<TelegramState> {
    const [settings, tokenOrigin] = await Promise.all([
      readTelegramSettings(this.#options.settings),
      this.#options.secrets.origin('telegram-bot-token'),
    ]);
    return { settings, tokenOrigin, ...this.#own };
  }

  async configure(patch: Partial<TelegramSettings>): Promise<TelegramState> {
    const { settings, nowMs } = this.#options;
    await writeTelegramSettings(settings, { ...(await readTelegramSettings(settings)), ...patch }, nowMs);
    await this.#restart();
    return this.state();
  }

  /** An update that came by webhook. @throws {AppError} `unauthenticated` when the secret is wrong; `unavailable` while there is no bot. */
  async receive(secret: string, raw: unknown): Promise<void> {
    const expected = await this.#options.secrets.get('telegram-webhook-secret');
    if (expected === null || !sameSecret(secret, expected)) throw new AppError('unauthenticated', 'Wrong secret.');
    if (!this.#identity) throw new AppError('unavailable', 'The bot is not connected.');
    await this.#options.take(raw, this.#identity);
  }

  /** Ends what runs and begins with what is set now. @returns once token and settings are read. */
  async #restart(): Promise<void> {
    if (this.#closed) return;
    this.#run.abort();
    const run = new AbortController();
    this.#run = run;
    this.#startedWithUrl = this.#options.address.current();
    const before = this.#running;
    const ready = Promise.withResolvers<void>();
    this.#running = before
      .then(() => this.#serve(run.signal, ready.resolve))
      .catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'the Telegram bot failed in an unexpected way');
        this.#say({ receiving: null, problem: 'The station failed in an unexpected way; its log says more' });
        ready.resolve();
      });
    await ready.promise;
  }

  async #serve(signal: AbortSignal, ready: () => void): Promise<void> {
    const { secrets, settings, apiUrl } = this.#options;
    this.#own = silent;
    this.#identity = null;
    this.#settings = await readTelegramSettings(settings);
    const token = this.#settings.enabled ? await secrets.get('telegram-bot-token') : null;
    this.#connection = token === null ? null : new TelegramConnection(token, { apiUrl, timeoutMs: this.#timings.answerMs });
    if (this.#settings.enabled && token === null) this.#say({ problem: 'No bot token is set: get one from @BotFather' });
    ready();
    if (this.#connection) this.#options.onReady?.();
    if (this.#connection) await this.#keepReceiving(this.#connection, this.#settings, signal);
  }

  async #keepReceiving(connection: TelegramConnection, settings: TelegramSettings, signal: AbortSignal): Promise<void> {
    const backOff = new BackOff({ firstMs: this.#timings.firstRetryMs, maxMs: this.#timings.longestRetryMs });
    let poller: UpdatePoller | null = null;
    while (!signal.aborted) {
      try {
        const identity = await this.#identify(connection);
        const url = settings.mode === 'webhook' ? this.#options.address.current() : null;
        if (url?.startsWith('https://')) await this.#receiveByWebhook(connection, url, signal, () => backOff.reset());
        else {
          poller ??= await this.#pollerOf(connection, identity, () => backOff.reset());
          await this.#receiveByPolling(connection, poller, signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#noteFailure(error);
        await pause(waitFor(error, backOff), signal);
      }
    }
  }

  async #identify(connection: TelegramConnection): Promise<BotIdentity> {
    if (this.#identity) return this.#identity;
    const me = await connection.call((api) => api.getMe());
    this.#identity = { id: String(me.id), name: me.username ?? '' };
    this.#say({ bot: { username: me.username ?? '', name: me.first_name }, problem: null });
    await this.#options.store.prune(this.#options.nowMs());
    return this.#identity;
  }

  async #pollerOf(connection: TelegramConnection, identity: BotIdentity, onAnswer: () => void): Promise<UpdatePoller> {
    const { store, take, nowMs, log } = this.#options;
    return new UpdatePoller({
      call: (work) => connection.call(work),
      take: (raw) => take(raw, identity),
      lastUpdateId: await store.lastUpdateId(identity.id, nowMs()),
      onAnswer: () => {
        onAnswer();
        this.#say({ receiving: 'polling', problem: null });
      },
      onGivenUp: (error) => log.error({ err: error }, 'a Telegram update was given up'),
      holdS: this.#timings.holdS,
    });
  }

  /** A webhook that is still set would keep the bot from being polled. */
  async #receiveByPolling(connection: TelegramConnection, poller: UpdatePoller, signal: AbortSignal): Promise<void> {
    await connection.call((api) => api.deleteWebhook({}, signal));
    await poller.run(signal);
  }

  async #receiveByWebhook(connection: TelegramConnection, url: string, signal: AbortSignal, onSet: () => void): Promise<void> {
    const secret_token = await this.#webhookSecret();
    await connection.call((api) => api.setWebhook({ url: `${url}${webhookPath}`, secret_token, allowed_updates: allowedUpdates }, signal));
    onSet();
    this.#say({ receiving: 'webhook', problem: null });
    while (!signal.aborted) {
      await pause(this.#timings.webhookCheckMs, signal);
      if (!signal.aborted) await this.#checkWebhook(connection, url, signal);
    }
  }

  /** Telegram itself knows whether its requests arrive. @throws when the webhook is gone: it has to be set anew. */
  async #checkWebhook(connection: TelegramConnection, url: string, signal: AbortSignal): Promise<void> {
    const info = await connection.call((api) => api.getWebhookInfo(signal));
    if (info.url !== `${url}${webhookPath}`)
      throw new TelegramFailure('Somebody else changed the webhook of this bot; it is set anew', null);
    const failedLately =
      info.pending_update_count > 0 && (info.last_error_date ?? 0) * 1000 > this.#options.nowMs() - 2 * this.#timings.webhookCheckMs;
    this.#say({ problem: failedLately ? `Telegram cannot deliver to the webhook: ${info.last_error_message ?? ''}`.slice(0, 300) : null });
  }

  async #webhookSecret(): Promise<string> {
    const { secrets } = this.#options;
    const known = await secrets.get('telegram-webhook-secret');
    if (known !== null) return known;
    const made = randomBytes(32).toString('base64url');
    await secrets.set('telegram-webhook-secret', made);
    return made;
  }

  #noteFailure(error: unknown): void {
    const known = error instanceof TelegramFailure;
    const problem = known ? error.message : 'The station could not act on a message; it is tried again';
    if (problem !== this.#own.problem) this.#options.log.warn({ err: error }, 'Telegram: receiving failed; it is tried again');
    this.#say({ receiving: null, problem });
  }

  #say(change: Partial<Own>): void {
    this.#own = { ...this.#own, ...change };
  }
}

function waitFor(error: unknown, backOff: BackOff): number {
  if (!(error instanceof TelegramFailure)) return backOff.next();
  if (error.retryAfterMs !== null) return error.retryAfterMs;
  // A wrong token and a second poller do not go away by asking often.
  return error.code === 401 || error.code === 404 || error.code === 409 ? backOff.longest() : backOff.next();
}

/** Resolves early when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
