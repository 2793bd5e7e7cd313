import { readFile, stat } from 'node:fs/promises';
import { type Api, InputFile } from 'node-telegram-bot-api';
import type { Incident } from '../../../../../shared/schemas/incident.ts';
import type { Language } from '../../../../../shared/schemas/notification.ts';
import type { NowMs } from '../../../clock.ts';
import { KeyedQueue } from '../../../keyed-queue.ts';
import type { AnswerRepository } from '../../../store/answer-repository.ts';
import type { TelegramMessage, TelegramRepository } from '../../../store/telegram-repository.ts';
import { type ChatStand, incidentButtons } from './buttons.ts';
import { incidentText } from './incident-text.ts';
import { TelegramFailure } from './telegram-failure.ts';
import type { ClipOf, PublicAddress, TelegramCameras, TelegramIncidents } from './telegram-ports.ts';
import { texts } from './texts/texts.ts';

/** Telegram takes photos of at most 10 MB and other files of at most 50 MB. */
const maxPhotoBytes = 10_000_000;
const maxVideoBytes = 50_000_000;

export interface IncidentMessagesOptions {
  /** @throws {TelegramFailure} */
  readonly call: <T>(work: (api: Api) => Promise<T>) => Promise<T>;
  readonly incidents: Pick<TelegramIncidents, 'get' | 'photoPath'>;
  readonly cameras: Pick<TelegramCameras, 'list'>;
  readonly messages: TelegramRepository;
  readonly answers: AnswerRepository;
  readonly address: PublicAddress;
  readonly clipOf: ClipOf | null;
  readonly nowMs: NowMs;
}

/** Where a message goes, and how it is found again. */
export interface Target {
  readonly chatId: string;
  readonly incidentId: string;
  readonly language: Language;
}

/**
 * Messages about incidents in chats. Each one shows the incident as it stands when it is written. One thing at a time a chat: an edit
 * waits for the alert it changes, and the last edit tells the last state.
 */
export class IncidentMessages {
  readonly #options: IncidentMessagesOptions;
  readonly #queue = new KeyedQueue();

  constructor(options: IncidentMessagesOptions) {
    this.#options = options;
  }

  /**
   * Sends photo (or text) and place. What this delivery sent in an earlier attempt is not sent again.
   * @returns id of the alert. @throws {TelegramFailure}; {AppError} `not_found`.
   */
  alert(target: Target, idempotencyKey: string): Promise<number> {
    return this.#queue.run(target.chatId, async () => {
      const { incidents, messages } = this.#options;
      const incident = await incidents.get(target.incidentId);
      const sent = await messages.sentBy(idempotencyKey);
      const alertId = sent.find(isAlert)?.messageId ?? (await this.#sendAlert(target, incident, idempotencyKey));
      if (!sent.some(({ kind }) => kind === 'venue')) await this.#sendVenue(target, incident, alertId, idempotencyKey);
      return alertId;
    });
  }

  /** Makes every message about the incident in this chat say how it stands. @returns how many there are. */
  refresh(target: Target): Promise<number> {
    return this.#queue.run(target.chatId, async () => {
      const alerts = (await this.#options.messages.messagesIn(target.chatId, target.incidentId)).filter(isAlert);
      for (const message of alerts) await this.#edit(target, await this.#options.incidents.get(target.incidentId), message);
      return alerts.length;
    });
  }

  /** Sends the video of the incident as an answer to its alert. @returns null when there is none or it is too large. */
  clip(target: Target, idempotencyKey: string): Promise<number | null> {
    return this.#queue.run(target.chatId, async () => {
      const { clipOf, messages } = this.#options;
      const earlier = (await messages.sentBy(idempotencyKey)).find(({ kind }) => kind === 'video');
      if (earlier) return earlier.messageId;
      const path = (await clipOf?.(target.incidentId)) ?? null;
      if (path === null || (await stat(path)).size > maxVideoBytes) return null;
      return this.#sendVideo(target, path, idempotencyKey);
    });
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #sendAlert(target: Target, incident: Incident, key: string): Promise<number> {
    const text = await this.#textFor(target, incident);
    const photo = await this.#photoOf(incident.id);
    if (photo) {
      try {
        const { message_id } = await this.#options.call((api) =>
          api.sendPhoto({
            chat_id: target.chatId,
            photo: new InputFile(photo, { filename: 'alert.jpg', contentType: 'image/jpeg' }),
            ...captionOf(text),
          }),
        );
        await this.#note(target, message_id, 'photo', key);
        return message_id;
      } catch (error) {
        if (!isPictureRefused(error)) throw error;
      }
    }
    const { message_id } = await this.#options.call((api) => api.sendMessage({ chat_id: target.chatId, ...text }));
    await this.#note(target, message_id, 'text', key);
    return message_id;
  }

  /** The alert is out already: a place that Telegram refuses is left out. */
  async #sendVenue({ chatId, ...target }: Target, incident: Incident, alertId: number, key: string): Promise<void> {
    const camera = this.#options.cameras.list().find(({ id }) => id === incident.cameraId);
    if (!camera || camera.latitude === null || camera.longitude === null) return;
    const { latitude, longitude } = camera;
    const title = incident.cameraName || camera.name;
    const place = { latitude, longitude, title, address: incident.location || title };
    try {
      const { message_id } = await this.#options.call((api) =>
        api.sendVenue({ chat_id: chatId, ...place, disable_notification: true, reply_parameters: answerTo(alertId) }),
      );
      await this.#note({ chatId, ...target }, message_id, 'venue', key);
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
  }

  async #sendVideo(target: Target, path: string, key: string): Promise<number> {
    const alert = (await this.#options.messages.messagesIn(target.chatId, target.incidentId)).find(isAlert);
    const video = new InputFile(await readFile(path), { filename: 'incident.mp4', contentType: 'video/mp4' });
    const { message_id } = await this.#options.call((api) =>
      api.sendVideo({
        ...{ chat_id: target.chatId, video, caption: texts[target.language].clip, supports_streaming: true },
        ...(alert ? { reply_parameters: answerTo(alert.messageId) } : {}),
      }),
    );
    await this.#note(target, message_id, 'video', key);
    return message_id;
  }

  async #edit(target: Target, incident: Incident, message: TelegramMessage): Promise<void> {
    const text = await this.#textFor(target, incident);
    const which = { chat_id: target.chatId, message_id: message.messageId };
    try {
      await this.#options.call(
        (api): Promise<unknown> =>
          message.kind === 'photo' ? api.editMessageCaption({ ...which, ...captionOf(text) }) : api.editMessageText({ ...which, ...text }),
      );
    } catch (error) {
      // Not modified, or deleted by its reader: either way nothing is left to do.
      if (!isRefused(error)) throw error;
    }
  }

  async #textFor({ chatId, language }: Target, incident: Incident) {
    const stand = await this.#standOf(chatId, incident);
    return {
      text: incidentText(incident, stand, language, this.#options.address.current()),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      reply_markup: incidentButtons(incident, stand, language),
    };
  }

  async #standOf(chatId: string, { id, acknowledgedBy }: Incident): Promise<ChatStand> {
    const here = (await this.#options.answers.ofIncident(id)).filter((answer) => answer.chatId === chatId);
    return {
      taken: here.some(({ answer, who }) => answer === 'taken' && who === acknowledgedBy),
      declined: here.some(({ answer }) => answer === 'declined'),
    };
  }

  /** Null when there is none, it cannot be read or it is too large: then the alert goes out as text. */
  async #photoOf(incidentId: string): Promise<Uint8Array | null> {
    const path = await this.#options.incidents.photoPath(incidentId);
    const photo = path === null ? null : await readFile(path).catch(() => null);
    return photo && photo.byteLength <= maxPhotoBytes ? photo : null;
  }

  async #note({ chatId, incidentId }: Target, messageId: number, kind: TelegramMessage['kind'], idempotencyKey: string): Promise<void> {
    await this.#options.messages.noteMessage({ chatId, incidentId, messageId, kind, idempotencyKey, sentAtMs: this.#options.nowMs() });
  }
}

const isAlert = ({ kind }: TelegramMessage): boolean => kind === 'photo' || kind === 'text';

function captionOf<T extends { text: string; link_preview_options: unknown }>({ text, link_preview_options: _none, ...rest }: T) {
  return { caption: text, ...rest };
}

const answerTo = (message_id: number) => ({ message_id, allow_sending_without_reply: true });

/** Telegram understood and will not, now or later. */
function isRefused(error: unknown): boolean {
  return error instanceof TelegramFailure && error.code === 400;
}

/** The chat is fine, the picture is not: the words must get through all the same. */
function isPictureRefused(error: unknown): boolean {
  return isRefused(error) && error instanceof TelegramFailure && error.movedTo === null && !/chat/i.test(error.message);
}
