import { afterEach, describe, expect, test } from 'vitest';
import { defaultSmsSettings, smsSettingsSchema } from '../../../../../shared/schemas/channel-settings.ts';
import { json, loopbackServer } from '../testing/loopback-server.ts';
import { settingsFor } from '../testing/memory-settings.ts';
import { noSignal, outgoing, sampleReader } from '../testing/sample-reader.ts';
import { SmsChannel } from './sms-channel.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function channelAnswering(status: number, value: unknown, headers: Record<string, string> = {}) {
  const server = await loopbackServer((_request, response) => json(response, status, value, headers));
  const given = {
    ...{ schema: smsSettingsSchema, defaults: defaultSmsSettings, secret: 'sms-auth-token' as const },
    environment: { apiUrl: server.url, accountSid: 'AC123', from: '+15005550006' },
  };
  const channel = new SmsChannel({ settings: await settingsFor(given, 'auth-token'), reader: sampleReader(), timeoutMs: 2_000 });
  open.push(channel, server);
  return { channel, server };
}

const number = '+6281234567890';

test('an SMS goes out in one part, signed in by account and token', async () => {
  const { channel, server } = await channelAnswering(201, { sid: 'SM9', status: 'queued' });
  expect(await channel.send(outgoing(number), noSignal())).toEqual({ reference: 'SM9' });
  const [request] = server.seen;
  expect(request?.path).toBe('/2010-04-01/Accounts/AC123/Messages.json');
  expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('AC123:auth-token').toString('base64')}`);
  const form = new URLSearchParams(request?.body.toString());
  expect(Object.fromEntries(form)).toEqual({
    From: '+15005550006',
    To: number,
    Body: 'Accident: Gate 2, Harbour Road\n28 Nov 2026, 14:03:09 GMT+7, confidence 87 %\nhttps://gate.example/#/incidents/i-1',
  });
});

describe('a refusal', () => {
  test.each([
    [400, { code: 21610, message: 'unsubscribed' }, null, /unsubscribed/],
    [400, { code: 21211, message: 'invalid' }, null, /does not exist/],
    [400, { code: 99999, message: 'never seen' }, null, /never seen/],
    [401, { code: 20003, message: 'Authenticate' }, 60_000, /account and token/],
    [404, {}, 60_000, /no such account/],
  ])('%i %j', async (status, value, retryAfterMs, message) => {
    const { channel } = await channelAnswering(status, value);
    const sending = channel.send(outgoing(number), noSignal());
    await expect(sending).rejects.toMatchObject({ name: 'SendRefusal', retryAfterMs, message: expect.stringMatching(message) });
  });

  test('for haste says when to come back', async () => {
    const { channel } = await channelAnswering(429, { code: 20429 }, { 'retry-after': '3' });
    await expect(channel.send(outgoing(number), noSignal())).rejects.toMatchObject({ retryAfterMs: 3_000 });
  });

  test('by a broken service is a failure of the network', async () => {
    const { channel } = await channelAnswering(503, {});
    await expect(channel.send(outgoing(number), noSignal())).rejects.toMatchObject({ name: 'Error' });
  });
});

test('a number that is none gets nothing', async () => {
  const { channel, server } = await channelAnswering(201, { sid: 'SM9' });
  await expect(channel.send(outgoing('0812345'), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
  expect(server.seen).toEqual([]);
});
