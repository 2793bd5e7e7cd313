import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultWhatsappSettings, type WhatsappSettings, whatsappSettingsSchema } from '../../../../../shared/schemas/channel-settings.ts';
import { json, type LoopbackServer, loopbackServer, type SeenRequest } from '../testing/loopback-server.ts';
import { settingsFor } from '../testing/memory-settings.ts';
import { noSignal, outgoing, photoBytes, sampleReader } from '../testing/sample-reader.ts';
import { WhatsappChannel } from './whatsapp-channel.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const taken = { detail: 'success! message in queue', id: ['80367170'], process: 'pending', status: true };

async function fonnte(answer: (response: ServerResponse, request: SeenRequest, count: number) => void) {
  const server = await loopbackServer((request, response, count) => answer(response, request, count));
  open.push(server);
  return server;
}

async function channelAt({ url }: Pick<LoopbackServer, 'url'>, overrides: Partial<WhatsappSettings> = {}, timeoutMs = 5_000) {
  const given = {
    ...{ schema: whatsappSettingsSchema, defaults: defaultWhatsappSettings, secret: 'fonnte-token' as const },
    environment: { apiUrl: url, ...overrides },
  };
  const channel = new WhatsappChannel({ settings: await settingsFor(given, 'secret-token'), reader: sampleReader(), timeoutMs });
  open.push(channel);
  return channel;
}

const number = '+6281234567890';

describe('a message', () => {
  test('goes to the number, with the token in its header only', async () => {
    const server = await fonnte((response) => json(response, 200, taken));
    expect(await (await channelAt(server)).send(outgoing(number), noSignal())).toEqual({ reference: '80367170' });
    const [request] = server.seen;
    expect(request).toMatchObject({ method: 'POST', path: '/send', headers: { authorization: 'secret-token' } });
    const body = request?.body.toString() ?? '';
    expect(body).toContain('name="target"\r\n\r\n6281234567890');
    expect(body).toContain('Accident: Gate 2, Harbour Road');
    expect(body).toContain('https://gate.example/#/incidents/i-1');
    expect(body).not.toContain('secret-token');
    expect(body).not.toContain('name="file"');
  });

  test('carries the photo where that is switched on', async () => {
    const server = await fonnte((response) => json(response, 200, taken));
    await (await channelAt(server, { photo: true })).send(outgoing(number), noSignal());
    expect(server.seen[0]?.body.includes(photoBytes)).toBe(true);
  });

  test('goes without the photo when the plan refuses it', async () => {
    const server = await fonnte((response, request) =>
      json(response, 200, request.body.includes('name="file"') ? { Status: false, reason: 'file is not allowed in your package' } : taken),
    );
    expect(await (await channelAt(server, { photo: true })).send(outgoing(number), noSignal())).toEqual({ reference: '80367170' });
    expect(server.seen).toHaveLength(2);
  });
});

describe('a refusal inside a 200', () => {
  test.each([
    [{ Status: false, reason: 'token invalid' }, 60_000, /token of the device/],
    [{ status: false, reason: 'request invalid on disconnected device' }, 60_000, /not connected/],
    [{ status: false, reason: 'insufficient quota' }, 60_000, /no messages left/],
    [{ status: false, reason: 'target invalid' }, null, /phone number/],
    [{ status: false, reason: 'something new' }, 60_000, /something new/],
  ])('%j', async (answer, retryAfterMs, message) => {
    const channel = await channelAt(await fonnte((response) => json(response, 200, answer)));
    const sending = channel.send(outgoing(number), noSignal());
    await expect(sending).rejects.toMatchObject({ name: 'SendRefusal', retryAfterMs, message: expect.stringMatching(message) });
  });
});

describe('what is tried again', () => {
  test('when Fonnte asks for patience', async () => {
    const channel = await channelAt(await fonnte((response) => json(response, 429, {}, { 'retry-after': '7' })));
    await expect(channel.send(outgoing(number), noSignal())).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  test.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['an error of the server', (response) => json(response, 502, {}), /HTTP 502/],
    ['a page instead of an answer', (response) => void response.end('<html>'), /not understood/],
    ['a broken connection', (response) => void response.destroy(), /closed/],
    [
      'a redirect, which is not followed',
      (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /not understood/,
    ],
    ['silence', () => undefined, /no answer within 0.3 s/],
  ])('%s', async (_name, answer, message) => {
    const channel = await channelAt(await fonnte(answer), {}, 300);
    await expect(channel.send(outgoing(number), noSignal())).rejects.toMatchObject({
      name: 'Error',
      message: expect.stringMatching(message),
    });
  });

  test('a service that is away', async () => {
    const channel = await channelAt({ url: 'http://127.0.0.1:1' });
    await expect(channel.send(outgoing(number), noSignal())).rejects.toThrow('Fonnte: the connection was refused');
  });
});

test.each(['6281234567890', '+62 812', '+6281234567890,+628999999999', '+62812|x'])(
  '"%s" is no number and gets nothing',
  async (recipient) => {
    const server = await fonnte((response) => json(response, 200, taken));
    await expect((await channelAt(server)).send(outgoing(recipient), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
    expect(server.seen).toEqual([]);
  },
);

test('an alert about an incident that is gone is given up', async () => {
  const server = await fonnte((response) => json(response, 200, taken));
  const sending = (await channelAt(server)).send(outgoing(number, { incidentId: 'gone' }), noSignal());
  await expect(sending).rejects.toMatchObject({ retryAfterMs: null });
});
