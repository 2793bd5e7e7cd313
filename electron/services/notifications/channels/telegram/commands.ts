import type { Api } from 'node-telegram-bot-api';
import { InputFile } from 'node-telegram-bot-api';
import { reaches } from '../../../../../shared/domain/reach.ts';
import type { Camera } from '../../../../../shared/schemas/camera.ts';
import type { Contact } from '../../../../../shared/schemas/notification.ts';
import type { NowMs } from '../../../clock.ts';
import { cameraButtons } from './buttons.ts';
import { htmlOf } from './html.ts';
import type { TelegramCameras, TelegramIncidents } from './telegram-ports.ts';
import { dateTimeOf, texts } from './texts/texts.ts';
import type { PausesByHand } from './telegram-audit.ts';

/** Lines that fit a message of 4096 characters. */
const maxLines = 40;
/** A picture older than this is not what the camera sees now. */
const freshMs = 10_000;

/** What is left to do after the station did its part: tell the chat. */
export type Tell = (api: Api) => Promise<unknown>;

export interface CommandsOptions {
  readonly cameras: TelegramCameras;
  readonly incidents: Pick<TelegramIncidents, 'waiting'>;
  readonly pauses: PausesByHand;
  readonly nowMs: NowMs;
}

/** `/status`, `/cameras`, `/snapshot`, `/arm`, `/disarm` and `/help` for a linked contact, within the contact's reach. */
export class Commands {
  readonly #options: CommandsOptions;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** @returns what to answer; an unknown command gets the list. */
  async run(name: string, argument: string, contact: Contact, chatId: string): Promise<Tell> {
    const say = texts[contact.language];
    switch (name) {
      case 'status':
        return html(chatId, await this.#status(contact));
      case 'cameras':
        return html(chatId, this.#cameraList(contact));
      case 'snapshot':
        return this.#snapshot(argument, contact, chatId);
      case 'arm':
        await this.#options.pauses.arm(contact.id);
        return html(chatId, [say.armed]);
      case 'disarm':
        await this.#options.pauses.disarm(contact.id);
        return html(chatId, [say.disarmed]);
      default:
        return html(chatId, say.help);
    }
  }

  /** The latest picture of one camera; says so when it is no longer what the camera sees. */
  picture(cameraId: string, contact: Contact, chatId: string): Tell {
    const say = texts[contact.language];
    const camera = this.#reached(contact).find(({ id }) => id === cameraId);
    if (!camera) return html(chatId, [say.noSuchCamera]);
    const frame = this.#options.cameras.latestFrame(camera.id);
    if (!frame) return html(chatId, [say.noPicture(htmlOf(camera.name, 80))]);
    const live = camera.state.status === 'live' && this.#options.nowMs() - frame.capturedAtMs < freshMs;
    const lines = [
      `📷 ${htmlOf(camera.name, 80)}`,
      say.takenAt(dateTimeOf(frame.capturedAtMs, contact.language)),
      ...(live ? [] : [`⚠️ ${say.notLive}`]),
    ];
    const photo = new InputFile(frame.jpeg, { filename: 'snapshot.jpg', contentType: 'image/jpeg' });
    return (api) => api.sendPhoto({ chat_id: chatId, photo, caption: lines.join('\n'), parse_mode: 'HTML' });
  }

  #reached({ reach }: Contact): Camera[] {
    return this.#options.cameras.list().filter(({ id, siteId }) => reaches(reach, { cameraId: id, siteId }));
  }

  async #status(contact: Contact): Promise<string[]> {
    const say = texts[contact.language];
    const cameras = this.#reached(contact);
    const analysed = (as: Camera['state']['analysis']) => cameras.filter(({ state, enabled }) => enabled && state.analysis === as).length;
    const [down, behind] = [analysed('unavailable'), analysed('behind')];
    const waiting = (await this.#options.incidents.waiting()).filter((incident) => reaches(contact.reach, incident)).length;
    const disarmed = this.#options.pauses.isDisarmed(contact.id);
    return [
      say.camerasLive(cameras.filter(({ state }) => state.status === 'live').length, cameras.length),
      ...(down > 0 ? [say.analysisDown(down)] : []),
      ...(behind > 0 ? [say.analysisBehind(behind)] : []),
      say.waiting(waiting),
      disarmed ? `🔕 ${say.disarmed}` : `🔔 ${say.armed}`,
    ];
  }

  #cameraList(contact: Contact): string[] {
    const say = texts[contact.language];
    const cameras = this.#reached(contact);
    if (cameras.length === 0) return [say.noCameras];
    const lines = cameras
      .slice(0, maxLines)
      .map(({ name, state }) => `${state.status === 'live' ? '🟢' : '🔴'} ${htmlOf(name, 60)}: ${say.cameraStatus[state.status]}`);
    return cameras.length > maxLines ? [...lines, say.more(cameras.length - maxLines)] : lines;
  }

  #snapshot(argument: string, contact: Contact, chatId: string): Tell {
    const say = texts[contact.language];
    const cameras = this.#reached(contact);
    if (cameras.length === 0) return html(chatId, [say.noCameras]);
    const wanted = argument.trim().toLowerCase();
    const named = cameras.filter(({ name }) => name.toLowerCase() === wanted);
    const fitting = named.length > 0 ? named : cameras.filter(({ name }) => name.toLowerCase().includes(wanted));
    const [only] = fitting;
    if (wanted !== '' && !only) return html(chatId, [say.noSuchCamera]);
    if (only && fitting.length === 1) return this.picture(only.id, contact, chatId);
    const reply_markup = cameraButtons(fitting.slice(0, maxLines));
    return (api) => api.sendMessage({ chat_id: chatId, text: say.chooseCamera, reply_markup });
  }
}

function html(chatId: string, lines: readonly string[]): Tell {
  return (api) =>
    api.sendMessage({ chat_id: chatId, text: lines.join('\n'), parse_mode: 'HTML', link_preview_options: { is_disabled: true } });
}
