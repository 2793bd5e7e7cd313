import { Agent, FormData } from 'undici';
import { phoneNumberSchema, type WhatsappSettings } from '../../../../../shared/schemas/channel-settings.ts';
import { type Channel, type OutgoingMessage, type Receipt, SendRefusal } from '../../channel.ts';
import { wholeText } from '../../texts/notice-text.ts';
import { post } from '../http/post.ts';
import type { NoticeReader } from '../notice-reader.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { readiness } from '../settings/readiness.ts';
import { fonnteReceipt } from './fonnte-answer.ts';

export interface WhatsappChannelOptions {
  readonly settings: LiveSettings<WhatsappSettings>;
  readonly reader: NoticeReader;
  /** Longest wait for Fonnte's answer, milliseconds. */
  readonly timeoutMs?: number;
}

/** WhatsApp by Fonnte's HTTP API. Fonnte knows no idempotency keys: a message whose answer was lost is sent again. */
export class WhatsappChannel implements Channel {
  readonly name = 'whatsapp';
  /** One phone sends them all; WhatsApp bans phones that hammer. */
  readonly limits = { perSecond: 2, perRecipientMs: 1_000, parallel: 2 };
  readonly #options: WhatsappChannelOptions;
  readonly #agent = new Agent({ connect: { timeout: 5_000 } });

  constructor(options: WhatsappChannelOptions) {
    this.#options = options;
  }

  unready() {
    const current = this.#options.settings.current();
    return readiness(current, current.secret === null ? ['token (FONNTE_TOKEN)'] : [], current.secret !== null);
  }

  async send({ recipient, notice }: OutgoingMessage, signal: AbortSignal): Promise<Receipt> {
    if (!phoneNumberSchema.safeParse(recipient).success) throw new SendRefusal('The phone number is not written like +6281234567890', null);
    const { reader, settings } = this.#options;
    const read = await reader.read(notice);
    const text = wholeText(read.text);
    const photo = settings.current().settings.photo ? await reader.photo(read) : null;
    if (!photo) return this.#post(recipient, text, null, signal);
    try {
      return await this.#post(recipient, text, photo, signal);
    } catch (error) {
      // Many plans refuse files, in words that change; a refusal means that nothing was sent, so the words go alone.
      if (!(error instanceof SendRefusal)) throw error;
      return this.#post(recipient, text, null, signal);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #post(recipient: string, message: string, photo: Buffer | null, signal: AbortSignal): Promise<Receipt> {
    const { settings, secret } = this.#options.settings.current();
    if (secret === null) throw new SendRefusal('The token of Fonnte is not set', 60_000);
    const answer = await post(`${settings.apiUrl}/send`, {
      headers: { Authorization: secret },
      body: formOf(recipient, message, photo),
      dispatcher: this.#agent,
      timeoutMs: this.#options.timeoutMs ?? 15_000,
      signal,
    }).catch((error: Error) => {
      throw new Error(`Fonnte: ${error.message}`);
    });
    return fonnteReceipt(answer);
  }
}

function formOf(recipient: string, message: string, photo: Buffer | null): FormData {
  const form = new FormData();
  form.set('target', recipient.slice(1));
  form.set('message', message);
  // The number carries its country already.
  form.set('countryCode', '0');
  if (photo) form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'incident.jpg');
  return form;
}
