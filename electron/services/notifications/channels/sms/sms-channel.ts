import { Agent } from 'undici';
import { phoneNumberSchema, type SmsSettings } from '../../../../../shared/schemas/channel-settings.ts';
import { type Channel, type OutgoingMessage, type Receipt, SendRefusal } from '../../channel.ts';
import { post } from '../http/post.ts';
import type { NoticeReader } from '../notice-reader.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { readiness } from '../settings/readiness.ts';
import { smsText } from './sms-text.ts';
import { twilioReceipt } from './twilio-answer.ts';

export interface SmsChannelOptions {
  readonly settings: LiveSettings<SmsSettings>;
  readonly reader: NoticeReader;
  /** Longest wait for the answer, milliseconds. */
  readonly timeoutMs?: number;
}

/** SMS by Twilio's HTTP API or one that speaks like it. It knows no idempotency keys: a message whose answer was lost is sent again. */
export class SmsChannel implements Channel {
  readonly name = 'sms';
  /** A long number may send one a second. @see https://help.twilio.com/articles/115002943027 */
  readonly limits = { perSecond: 1, perRecipientMs: 1_000, parallel: 2 };
  readonly #options: SmsChannelOptions;
  readonly #agent = new Agent({ connect: { timeout: 5_000 } });

  constructor(options: SmsChannelOptions) {
    this.#options = options;
  }

  unready() {
    const current = this.#options.settings.current();
    const { accountSid, from } = current.settings;
    const missing = [
      ...(accountSid === '' ? ['account'] : []),
      ...(from === '' ? ['sender'] : []),
      ...(current.secret === null ? ['token (SMS_AUTH_TOKEN)'] : []),
    ];
    return readiness(current, missing, missing.length < 3);
  }

  async send({ recipient, notice }: OutgoingMessage, signal: AbortSignal): Promise<Receipt> {
    if (!phoneNumberSchema.safeParse(recipient).success) throw new SendRefusal('The phone number is not written like +6281234567890', null);
    const { settings, secret } = this.#options.settings.current();
    if (secret === null || settings.accountSid === '') throw new SendRefusal('Account or token of the SMS service is not set', 60_000);
    const { text } = await this.#options.reader.read(notice);
    const body = { From: settings.from, To: recipient, Body: smsText([text.title, ...text.lines].join('\n'), text.link) };
    const answer = await post(`${settings.apiUrl}/2010-04-01/Accounts/${settings.accountSid}/Messages.json`, {
      headers: {
        Authorization: `Basic ${Buffer.from(`${settings.accountSid}:${secret}`).toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(body).toString(),
      dispatcher: this.#agent,
      timeoutMs: this.#options.timeoutMs ?? 15_000,
      signal,
    }).catch((error: Error) => {
      throw new Error(`SMS service: ${error.message}`);
    });
    return twilioReceipt(answer);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
