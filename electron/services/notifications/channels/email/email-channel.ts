import { connect, type Socket } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { z } from 'zod';
import type { EmailSettings } from '../../../../../shared/schemas/channel-settings.ts';
import { type Channel, type OutgoingMessage, type Receipt, SendRefusal } from '../../channel.ts';
import type { NoticeReader } from '../notice-reader.ts';
import type { LiveSettings } from '../settings/live-settings.ts';
import { readiness } from '../settings/readiness.ts';
import { mailOf, messageIdOf } from './mail-message.ts';
import { smtpFailure } from './smtp-failure.ts';

export interface EmailChannelOptions {
  readonly settings: LiveSettings<EmailSettings>;
  readonly reader: NoticeReader;
  /** Longest silence of the server, milliseconds. */
  readonly silenceMs?: number;
}

/** E-mail by SMTP, one connection a mail: alerts are rare, and a kept connection is a dead one when it matters. */
export class EmailChannel implements Channel {
  readonly name = 'email';
  readonly limits = { perSecond: 5, perRecipientMs: 0, parallel: 4 };
  readonly #options: EmailChannelOptions;
  readonly #closing = new AbortController();

  constructor(options: EmailChannelOptions) {
    this.#options = options;
  }

  unready() {
    const current = this.#options.settings.current();
    const { host, from, username } = current.settings;
    const missing = [
      ...(host === '' ? ['server'] : []),
      ...(from === '' ? ['sender'] : []),
      ...(username !== '' && current.secret === null ? ['password (SMTP_PASSWORD)'] : []),
    ];
    return readiness(current, missing, host !== '' || from !== '' || username !== '');
  }

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<Receipt> {
    if (!z.email().safeParse(message.recipient).success) throw new SendRefusal('This is not a mail address', null);
    const { reader, settings } = this.#options;
    const read = await reader.read(message.notice);
    const { from } = settings.current().settings;
    const mail = mailOf(read, { from, message, photo: await reader.photo(read) });
    await this.#deliver(mail, AbortSignal.any([signal, this.#closing.signal]));
    return { reference: messageIdOf(message.idempotencyKey, from) };
  }

  close(): void {
    this.#closing.abort();
  }

  /** The library knows no signals: at the end, whatever it was, its connection is hung up. */
  async #deliver(mail: SendMailOptions, signal: AbortSignal): Promise<void> {
    const sockets = new Set<Socket>();
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(Object.assign(new Error('stopped'), { code: 'ECONNRESET' }));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await Promise.race([this.#transport(sockets).sendMail(mail), stopped.promise]);
    } catch (error) {
      throw smtpFailure(error);
    } finally {
      signal.removeEventListener('abort', stop);
      for (const socket of sockets) socket.destroy();
    }
  }

  /** @param sockets gets the connection, so that it can be hung up at any moment */
  #transport(sockets: Set<Socket>) {
    const { settings, secret } = this.#options.settings.current();
    const { host, port, security, username, allowUntrustedCertificate } = settings;
    const silenceMs = this.#options.silenceMs ?? 8_000;
    return createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(username === '' ? {} : { auth: { user: username, pass: secret ?? '' } }),
      tls: { rejectUnauthorized: !allowUntrustedCertificate, minVersion: 'TLSv1.2' },
      connectionTimeout: silenceMs,
      greetingTimeout: silenceMs,
      socketTimeout: silenceMs,
      getSocket: (_options: unknown, done: (error: Error | null, socket?: { connection: Socket }) => void) => {
        const socket = connect({ host, port, timeout: silenceMs });
        sockets.add(socket);
        const fail = (error: Error) => done(error);
        socket.once('error', fail).once('timeout', () => socket.destroy(Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT' })));
        socket.once('connect', () => {
          socket.off('error', fail).setTimeout(0).removeAllListeners('timeout');
          done(null, { connection: socket });
        });
      },
    });
  }
}
