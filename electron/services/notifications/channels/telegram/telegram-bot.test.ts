import { once } from 'node:events';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Caller } from '../../../../../shared/contract/dispatch.ts';
import { bothDatabases, type TestDatabase } from '../../../store/testing/databases.ts';
import { registerTelegramRoute } from '../../../web/telegram-route.ts';
import { quick, sampleCameraView, sampleContact, startTelegramRig, type TelegramRig } from './testing/telegram-rig.ts';
import { TestTelegram } from './testing/telegram-server.ts';
import { webhookPath } from './webhook-secret.ts';

const [sqlite] = bothDatabases();
const admin: Caller = { user: null, sessionId: null, address: 'test' };
let server: TestTelegram;
let database: TestDatabase;
let rig: TelegramRig;
beforeEach(async () => {
  database = await sqlite.create();
  server = await TestTelegram.start();
  rig = await startTelegramRig(server, database);
  rig.contacts.push(sampleContact('Ann', '101'));
});
afterEach(async () => {
  await rig.close();
  await server.stop();
  expect(rig.log.join('\n')).not.toContain(server.token);
});

const texts = (chatId: string) => server.chat(chatId).map(({ text }) => text);
const untilSaid = (chatId: string, text: string | RegExp) =>
  vi.waitFor(() => expect(texts(chatId).at(-1)).toMatch(text), { timeout: 5_000, interval: 5 });
const state = () => rig.telegram.handlers['telegram.state']({}, admin);
const untilState = (wanted: object) => vi.waitFor(async () => expect(await state()).toMatchObject(wanted), { timeout: 5_000, interval: 5 });
const codeFor = (contactId: string) => rig.telegram.handlers['telegram.createCode']({ contactId }, admin);

describe('linking', () => {
  test('joins a chat to a contact by a code that works once', async () => {
    rig.contacts.push(sampleContact('Budi', null, { language: 'id' }));
    await untilState({ bot: { username: 'TestNameBot' } });
    const { code, url, expiresAtMs } = await codeFor('contact-budi');
    expect(url).toBe(`https://t.me/TestNameBot?start=${code}`);
    expect(code).toMatch(/^[A-Z2-9]{10}$/);
    expect(expiresAtMs - Date.now()).toBeLessThanOrEqual(15 * 60_000);
    await server.write('202', `/start ${code}`);
    await untilSaid('202', 'Terhubung: peringatan untuk <b>Budi</b>');
    await server.write('303', `/start ${code}`);
    await server.write('101', '/help');
    await untilSaid('101', '/snapshot');
    expect(server.chat('303')).toEqual([]);
  });

  test('joins a group as well, and minds commands meant for other bots', async () => {
    rig.contacts.push(sampleContact('Team', null));
    const { code } = await codeFor('contact-team');
    await untilState({ bot: { username: 'TestNameBot' } });
    await server.write('-500', `/start@OtherBot ${code}`);
    await server.write('-500', `/start@TestNameBot ${code}`);
    await untilSaid('-500', 'Linked: alerts for <b>Team</b>');
    await server.write('-500', 'hello everybody');
    await server.write('-500', '/status');
    await untilSaid('-500', 'Cameras live');
    expect(server.chat('-500')).toHaveLength(2);
  });

  test('is given up after five wrong codes from one chat, even with the right one', async () => {
    const { code } = await codeFor('contact-ann');
    for (let index = 0; index < 5; index += 1) await server.write('404', `/start WRONG${index}`);
    await server.write('404', `/start ${code}`);
    await server.write('101', '/help');
    await untilSaid('101', '/snapshot');
    expect(server.chat('404')).toEqual([]);
  });

  test('is refused for a contact that does not exist', async () => {
    await expect(codeFor('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('commands', () => {
  beforeEach(() => {
    rig.cameras.push(sampleCameraView({ id: 'gate', name: 'Gate <1>' }), sampleCameraView({ id: 'yard', name: 'Yard' }));
    rig.cameras.push(sampleCameraView({ id: 'vault', name: 'Vault', siteId: 'secret' }));
    rig.contacts.push(sampleContact('Budi', '102', { reach: { all: false, siteIds: [], cameraIds: ['gate', 'yard'] } }));
  });

  test('/status and /cameras speak of the cameras in reach only', async () => {
    await rig.raise({ camera: { id: 'gate', name: 'Gate', location: '', siteId: null } });
    await rig.raise({ camera: { id: 'vault', name: 'Vault', location: '', siteId: 'secret' } });
    await server.write('102', '/status');
    await untilSaid('102', /Cameras live: 2 of 2\nIncidents nobody has taken: 1\n/);
    await server.write('102', '/cameras');
    await untilSaid('102', 'Gate &lt;1&gt;: live');
    expect(texts('102').at(-1)).not.toContain('Vault');
  });

  test('/snapshot offers the cameras, and sends the latest picture of the one that is tapped', async () => {
    rig.frames.set('yard', { cameraId: 'yard', seq: 1, capturedAtMs: Date.now(), jpeg: new Uint8Array([1, 2, 3]) });
    await server.write('102', '/snapshot');
    await untilSaid('102', 'Which camera?');
    const [question] = server.chat('102');
    expect(question?.buttons).toEqual(['shot:gate', 'shot:yard']);
    await server.tap('102', question?.messageId ?? 0, 'shot:yard');
    await vi.waitFor(() => expect(server.chat('102').at(-1)?.photo).toEqual(new Uint8Array([1, 2, 3])));
    expect(texts('102').at(-1)).not.toContain('Not live');
    await server.tap('102', question?.messageId ?? 0, 'shot:vault');
    await untilSaid('102', 'There is no such camera among yours.');
  });

  test('/snapshot says when a picture is old or there is none', async () => {
    rig.frames.set('yard', { cameraId: 'yard', seq: 1, capturedAtMs: Date.now() - 60_000, jpeg: new Uint8Array([1]) });
    await server.write('102', '/snapshot yard');
    await untilSaid('102', 'Not live');
    await server.write('102', '/snapshot gate');
    await untilSaid('102', 'Gate &lt;1&gt; has shown no picture yet.');
  });

  test('/disarm holds alerts back from this person until /arm, over a restart too', async () => {
    await server.write('102', '/disarm');
    await untilSaid('102', 'until you send /arm');
    expect(rig.pauses.isPaused('contact-budi', 'gate', Date.now())).toBe(true);
    expect(rig.pauses.isPaused('contact-ann', 'gate', Date.now())).toBe(false);
    await rig.close();
    const contacts = [...rig.contacts];
    rig = await startTelegramRig(server, database);
    rig.contacts.push(...contacts);
    await server.write('102', '/status');
    await untilSaid('102', '🔕');
    await server.write('102', '/arm');
    await untilSaid('102', 'You get alerts.');
    expect(rig.pauses.isPaused('contact-budi', 'gate', Date.now())).toBe(false);
  });

  test('of strangers and of contacts who are switched off get nothing, and one line in the log', async () => {
    rig.contacts.push(sampleContact('Off', '109', { enabled: false }));
    for (const chatId of ['901', '902', '109']) for (const text of ['hi', '/start', '/status']) await server.write(chatId, text);
    await server.write('101', '/help');
    await untilSaid('101', '/snapshot');
    for (const chatId of ['901', '902', '109']) expect(server.chat(chatId)).toEqual([]);
    expect(rig.log.filter((line) => line.includes('linked to no contact'))).toHaveLength(1);
  });
});

describe('the bot', () => {
  test('says what is wrong with its token, and works again once another one is entered', async () => {
    await untilState({ receiving: 'polling' });
    server.fail('getMe', ...Array.from({ length: 3 }, () => ({ code: 401, description: 'Unauthorized' })));
    await rig.secrets.set('telegram-bot-token', '999:revoked');
    await untilState({ receiving: null, bot: null, problem: expect.stringContaining('enter a new one from @BotFather') });
    await rig.secrets.set('telegram-bot-token', server.token);
    await untilState({ receiving: 'polling', problem: null, bot: { username: 'TestNameBot' } });
  });

  test('says that it receives as soon as Telegram answered, though nobody writes for long', async () => {
    await rig.close();
    rig = await startTelegramRig(server, await sqlite.create(), { timings: { ...quick, holdS: 60 } });
    await untilState({ receiving: 'polling', problem: null });
  });

  test('says that another program polls it', async () => {
    server.fail(
      'getUpdates',
      ...Array.from({ length: 4 }, () => ({ code: 409, description: 'Conflict: terminated by other getUpdates request' })),
    );
    await rig.secrets.set('telegram-bot-token', server.token);
    await untilState({ problem: expect.stringContaining('Another program receives the messages of this bot') });
    await untilState({ receiving: 'polling', problem: null });
  });

  test('without a token is incomplete, switched off is off, and neither calls Telegram', async () => {
    await rig.secrets.set('telegram-bot-token', null);
    await vi.waitFor(() => expect(rig.telegram.channel.unready()).toMatchObject({ state: 'incomplete' }));
    await expect(rig.alert(await rig.raise(), '101')).rejects.toMatchObject({ name: 'SendRefusal' });
    await rig.telegram.handlers['telegram.configure']({ enabled: false }, admin);
    expect(rig.telegram.channel.unready()).toMatchObject({ state: 'off' });
    expect(server.called('sendPhoto')).toEqual([]);
  });
});

describe('a webhook', () => {
  let web: FastifyInstance;
  let local: string;
  const received: number[] = [];
  beforeEach(async () => {
    web = Fastify();
    registerTelegramRoute(web, (secret, update) => rig.telegram.receive(secret, update));
    web.addHook('onResponse', async (_request, reply) => void received.push(reply.statusCode));
    local = await web.listen({ port: 0, host: '127.0.0.1' });
    received.length = 0;
  });
  afterEach(() => web.close());

  const useWebhook = async () => {
    await rig.telegram.handlers['telegram.configure']({ mode: 'webhook' }, admin);
    await untilState({ receiving: 'webhook' });
    expect(server.webhook?.url).toBe(`https://station.example${webhookPath}`);
    // The tunnel: what Telegram sends to the public address arrives here.
    if (server.webhook) server.webhook = { ...server.webhook, url: `${local}${webhookPath}` };
  };

  test('brings what people write, acts once on what comes twice, and refuses a wrong secret', async () => {
    await useWebhook();
    const secret = server.webhook?.secret ?? '';
    expect(secret.length).toBeGreaterThan(40);
    server.copies = 2;
    await server.write('101', '/help');
    await untilSaid('101', '/snapshot');
    expect(received).toEqual([200, 200]);
    expect(server.chat('101')).toHaveLength(1);
    for (const wrong of ['', 'wrong', `${secret}x`]) {
      const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': wrong };
      await fetch(`${local}${webhookPath}`, { method: 'POST', headers, body: '{"update_id":1}' });
    }
    expect(received.slice(2)).not.toContain(200);
  });

  test('is set anew when the public address changes, and gives way to polling when there is none', async () => {
    await useWebhook();
    rig.setAddress('https://other.example');
    await vi.waitFor(() => expect(server.webhook?.url).toBe(`https://other.example${webhookPath}`));
    rig.setAddress(null);
    await untilState({ receiving: 'polling' });
    expect(server.webhook).toBeNull();
    await server.write('101', '/help');
    await untilSaid('101', '/snapshot');
  });
});

test('a server that hangs does not keep the station from closing', async () => {
  server.fail('getUpdates', 'hang');
  await rig.secrets.set('telegram-bot-token', server.token);
  await vi.waitFor(() => expect(server.called('getMe').length).toBeGreaterThan(0));
  const timer = new AbortController();
  const closed = await Promise.race([
    rig.close().then(() => true),
    once(AbortSignal.any([timer.signal, AbortSignal.timeout(3_000)]), 'abort').then(() => false),
  ]);
  timer.abort();
  expect(closed).toBe(true);
  rig = await startTelegramRig(server, database);
});
