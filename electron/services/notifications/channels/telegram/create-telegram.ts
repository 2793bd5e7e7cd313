import type { Handlers } from '../../../../../shared/contract/dispatch.ts';
import type { Contact } from '../../../../../shared/schemas/notification.ts';
import type { NowMs } from '../../../clock.ts';
import type { Logger } from '../../../logging/logger.ts';
import type { SecretStore } from '../../../secrets/secret-store.ts';
import type { Store } from '../../../store/store.ts';
import type { Channel } from '../../channel.ts';
import { Commands } from './commands.ts';
import { Conversation } from './conversation.ts';
import { IncidentMessages } from './incident-messages.ts';
import { LinkCodes } from './link-codes.ts';
import { strangerLog } from './stranger-log.ts';
import { Taps } from './taps.ts';
import { TelegramBot, type TelegramTimings } from './telegram-bot.ts';
import { TelegramChannel } from './telegram-channel.ts';
import { createTelegramHandlers } from './telegram-handlers.ts';
import type { ClipOf, PublicAddress, TelegramCameras, TelegramContacts, TelegramIncidents } from './telegram-ports.ts';
import { UpdateIntake } from './update-intake.ts';
import type { PausesByHand } from './telegram-audit.ts';

export interface TelegramOptions {
  readonly store: Pick<Store, 'settings' | 'telegram' | 'answers'>;
  readonly pauses: PausesByHand;
  /** Messages that wait may go out now. */
  readonly onReady?: () => void;
  readonly secrets: SecretStore;
  readonly incidents: TelegramIncidents;
  readonly contacts: TelegramContacts;
  readonly contact: (id: string) => Promise<Contact | null>;
  readonly cameras: TelegramCameras;
  readonly address: PublicAddress;
  /** Null until there are clips. */
  readonly clipOf: ClipOf | null;
  /** `TELEGRAM_API_URL`; null = Telegram's own servers. */
  readonly apiUrl: string | null;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly nowMs?: NowMs;
  readonly timings?: TelegramTimings;
}

export interface Telegram {
  readonly channel: Channel;
  readonly handlers: ReturnType<typeof createTelegramHandlers> & Partial<Handlers>;
  /** An update that came by webhook. @throws {AppError} `unauthenticated` when the secret is wrong. */
  receive(secret: string, raw: unknown): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The Telegram channel and bot; nothing runs before `start`. */
export function createTelegram(options: TelegramOptions): Telegram {
  const { store, incidents, contacts, cameras, log } = options;
  const nowMs = options.nowMs ?? Date.now;
  const call: TelegramBot['call'] = (work) => bot.call(work);
  const codes = new LinkCodes(store.telegram, nowMs);
  const messages = new IncidentMessages({ ...options, call, messages: store.telegram, answers: store.answers, nowMs });
  const conversation = new Conversation({
    ...{ contacts, codes, messages, store: store.telegram, nowMs },
    commands: new Commands({ cameras, incidents, pauses: options.pauses, nowMs }),
    taps: new Taps({ incidents, answers: store.answers, pauses: options.pauses, nowMs }),
    onStranger: strangerLog(log, nowMs),
  });
  const intake = new UpdateIntake({ conversation, store: store.telegram, call, log, nowMs });
  const bot = new TelegramBot({
    ...options,
    settings: store.settings,
    store: store.telegram,
    take: (raw, me) => intake.take(raw, me),
    nowMs,
  });
  return {
    channel: new TelegramChannel({ bot, messages, contacts }),
    handlers: createTelegramHandlers({ bot, codes, contact: options.contact }),
    receive: (secret, raw) => bot.receive(secret, raw),
    start: () => bot.start(),
    close: async () => {
      await bot.close();
      await intake.idle();
      await messages.idle();
    },
  };
}
