import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultEmailSettings, type EmailSettings, emailSettingsSchema } from '../../../../../shared/schemas/channel-settings.ts';
import { settingsFor } from '../testing/memory-settings.ts';
import { noSignal, outgoing, photoBytes, sampleReader } from '../testing/sample-reader.ts';
import { EmailChannel } from './email-channel.ts';

const open: { close(done?: () => void): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise<void>((closed) => server.close(closed))));
});

interface Mailbox {
  readonly port: number;
  readonly mails: { text: string; secure: boolean; user: string | undefined }[];
}

async function mailServer(options: SMTPServerOptions = {}): Promise<Mailbox> {
  const mails: Mailbox['mails'] = [];
  const server = new SMTPServer({
    onAuth: ({ username, password }, _session, done) =>
      username === 'station' && password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ text: Buffer.concat(chunks).toString(), secure: session.secure, user: session.user });
        done();
      });
    },
    closeTimeout: 10,
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  open.push(server);
  return { port: (server.server.address() as AddressInfo).port, mails };
}

async function channelAt(port: number, overrides: Partial<EmailSettings> = {}, password: string | null = 'right', silenceMs = 5_000) {
  const environment = {
    ...{ host: '127.0.0.1', port, username: 'station', from: 'station@gate.example', allowUntrustedCertificate: true },
    ...overrides,
  };
  const given = { schema: emailSettingsSchema, defaults: defaultEmailSettings, secret: 'smtp-password' as const, environment };
  return new EmailChannel({ settings: await settingsFor(given, password), reader: sampleReader(), silenceMs });
}

const refusing = (code: number, words: string): SMTPServerOptions => ({
  onRcptTo: (_address, _session, done) => done(Object.assign(new Error(words), { responseCode: code })),
});

describe('a mail', () => {
  test('goes encrypted, with the photo inside, and always under the same id', async () => {
    const box = await mailServer();
    const channel = await channelAt(box.port);
    const receipt = await channel.send(outgoing('ann@example.com'), noSignal());
    await channel.send(outgoing('ann@example.com'), noSignal());
    const [mail, again] = box.mails;
    expect(mail).toMatchObject({ secure: true, user: 'station' });
    expect(mail?.text).toContain('Subject: Accident: Gate 2, Harbour Road');
    expect(mail?.text).toContain('https://gate.example/#/incidents/i-1');
    expect(mail?.text).toContain(photoBytes.toString('base64'));
    expect(mail?.text).toContain('Content-Disposition: inline');
    expect(receipt.reference).toMatch(/^<[0-9a-f]{40}@gate\.example>$/);
    for (const { text } of [mail, again].flatMap((one) => one ?? [])) expect(text).toContain(`Message-ID: ${receipt.reference}`);
  });

  test('about a change is a reply to the alert', async () => {
    const box = await mailServer();
    const channel = await channelAt(box.port);
    const { reference } = await channel.send(outgoing('ann@example.com'), noSignal());
    const update = { idempotencyKey: 'key:update', earlierReference: reference };
    await channel.send(outgoing('ann@example.com', { kind: 'update' }, update), noSignal());
    expect(box.mails[1]?.text).toContain(`In-Reply-To: ${reference}`);
    expect(box.mails[1]?.text).toContain('Subject: Re: Accident: Gate 2, Harbour Road');
    expect(box.mails[1]?.text).not.toContain(photoBytes.toString('base64'));
  });

  test('in other scripts arrives whole', async () => {
    const box = await mailServer();
    await (await channelAt(box.port)).send(outgoing('ann@example.com', { language: 'ru' }), noSignal());
    expect(box.mails[0]?.text).toContain(`Subject: =?UTF-8?`);
  });
});

describe('what is tried again', () => {
  test('greylisting', async () => {
    const box = await mailServer(refusing(451, '4.7.1 Greylisted, come back later'));
    const sending = (await channelAt(box.port)).send(outgoing('ann@example.com'), noSignal());
    await expect(sending).rejects.toMatchObject({
      name: 'SendRefusal',
      retryAfterMs: 60_000,
      message: expect.stringContaining('Greylisted'),
    });
  });

  test('a refused sign-in, for everybody, without the password in the words', async () => {
    const box = await mailServer();
    const sending = (await channelAt(box.port, {}, 'wrong-password')).send(outgoing('ann@example.com'), noSignal());
    await expect(sending).rejects.toMatchObject({ name: 'SendRefusal', retryAfterMs: 60_000, scope: 'channel' });
    await expect(sending).rejects.not.toThrow(/wrong-password/);
  });

  test('a server that is away', async () => {
    const sending = (await channelAt(1)).send(outgoing('ann@example.com'), noSignal());
    await expect(sending).rejects.toMatchObject({ name: 'Error', message: 'Mail server: the connection was refused' });
  });

  test('a server that takes the call and says nothing', async () => {
    const server: Server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const port = (server.address() as AddressInfo).port;
    const sending = (await channelAt(port, {}, 'right', 200)).send(outgoing('ann@example.com'), noSignal());
    await expect(sending).rejects.toMatchObject({ name: 'Error', message: expect.stringContaining('no answer in time') });
    open.push(server);
  });

  test('one that is hung up on', async () => {
    const server: Server = createServer();
    const called = new Promise<void>((ready) => server.once('connection', () => ready()));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const stop = new AbortController();
    const sending = (await channelAt((server.address() as AddressInfo).port)).send(outgoing('ann@example.com'), stop.signal);
    sending.catch(() => undefined);
    await called;
    stop.abort();
    await expect(sending).rejects.toThrow('Mail server');
    open.push(server);
  });
});

describe('what is not sent', () => {
  test('a mail to an address the server does not know, for good', async () => {
    const box = await mailServer(refusing(550, '5.1.1 No such user'));
    const sending = (await channelAt(box.port)).send(outgoing('ann@example.com'), noSignal());
    await expect(sending).rejects.toMatchObject({
      retryAfterMs: null,
      message: expect.stringMatching(/refuses this address.*No such user/),
    });
  });

  test('a mail in the clear when it must be encrypted', async () => {
    const box = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const sending = (await channelAt(box.port)).send(outgoing('ann@example.com'), noSignal());
    await expect(sending).rejects.toMatchObject({ name: 'SendRefusal', message: expect.stringContaining('encrypted') });
    expect(box.mails).toEqual([]);
  });

  test('a mail to a server with a certificate nobody vouches for', async () => {
    const box = await mailServer();
    const sending = (await channelAt(box.port, { allowUntrustedCertificate: false })).send(outgoing('ann@example.com'), noSignal());
    await expect(sending).rejects.toMatchObject({ message: 'The certificate of the mail server is not trusted' });
    expect(box.mails).toEqual([]);
  });

  test.each(['no address', 'a@b\r\nBcc: all@example.com', 'a@example.com, b@example.com'])('a mail to "%s"', async (recipient) => {
    await expect((await channelAt(1)).send(outgoing(recipient), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
  });
});

test('what is missing is named, and a channel nobody began to set up is off', async () => {
  expect((await channelAt(25, { host: '', username: '', from: '' })).unready()).toEqual({ state: 'off', problem: 'Not set up' });
  expect((await channelAt(25, { from: '' }, null)).unready()).toEqual({
    state: 'incomplete',
    problem: 'Missing: sender, password (SMTP_PASSWORD)',
  });
  expect((await channelAt(25, { enabled: false })).unready()?.state).toBe('off');
  expect((await channelAt(25)).unready()).toBeNull();
});
