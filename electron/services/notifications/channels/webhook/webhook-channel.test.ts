import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultWebhookSettings, webhookSettingsSchema } from '../../../../../shared/schemas/channel-settings.ts';
import { webhookEventSchema } from '../../../../../shared/schemas/webhook.ts';
import { createSealing } from '../../../secrets/sealing.ts';
import { openStore, type Store } from '../../../store/store.ts';
import type { Resolve } from '../http/outbound.ts';
import { json, type LoopbackServer, loopbackServer } from '../testing/loopback-server.ts';
import { settingsFor } from '../testing/memory-settings.ts';
import { noSignal, outgoing, sampleReader, theIncident } from '../testing/sample-reader.ts';
import { incidentCreated } from './station-events.ts';
import { WebhookChannel } from './webhook-channel.ts';
import { WebhookService } from './webhook-service.ts';

const secret = 'a secret of the receiver';
const sealing = createSealing(new Uint8Array(32).fill(7));
let store: Store;
let service: WebhookService;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  store = await openStore({ file: join(mkdtempSync(join(tmpdir(), 'sentra-webhook-')), 'sentra.db') });
  service = new WebhookService({ webhooks: store.webhooks, outbox: store.outbox, sealing, wake: () => undefined });
});
afterAll(async () => {
  for (const one of open) await one.close();
  await store.close();
});

async function receiver(answer: (response: ServerResponse) => void = (response) => json(response, 200, {})): Promise<LoopbackServer> {
  const server = await loopbackServer((_request, response) => answer(response));
  open.push(server);
  return server;
}

async function channelWith({
  allowPrivate = true,
  resolve,
  timeoutMs = 2_000,
}: {
  allowPrivate?: boolean;
  resolve?: Resolve;
  timeoutMs?: number;
} = {}) {
  const given = { schema: webhookSettingsSchema, defaults: defaultWebhookSettings, secret: null };
  const settings = await settingsFor({ ...given, environment: { allowPrivateAddresses: allowPrivate } }, null);
  const parts = { settings, reader: sampleReader(), webhooks: store.webhooks, sealing, timeoutMs };
  const channel = new WebhookChannel(resolve ? { ...parts, resolve } : parts);
  open.push(channel);
  return channel;
}

const created = incidentCreated(theIncident);
const told = (webhookId: string) => outgoing(webhookId, { kind: 'event', event: created });

async function webhookAt(url: string): Promise<string> {
  return (await service.register({ url, events: ['incident.created'], secret })).id;
}

describe('an event', () => {
  test('arrives with a signature that only the shared secret makes', async () => {
    const server = await receiver();
    const id = await webhookAt(`${server.url}/hook?room=1`);
    await (await channelWith()).send(told(id), noSignal());
    const [request] = server.seen;
    const body = request?.body.toString() ?? '';
    expect(request).toMatchObject({ method: 'POST', path: '/hook?room=1' });
    expect(webhookEventSchema.parse(JSON.parse(body))).toEqual(created);
    const { 'x-sentra-timestamp': at, 'x-sentra-signature': signature } = request?.headers ?? {};
    expect(signature).toBe(`sha256=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`);
    expect(Math.abs(Number(at) - Date.now())).toBeLessThan(60_000);
    expect(request?.headers).toMatchObject({ 'x-sentra-event': 'incident.created', 'x-sentra-delivery': `incident:i-1:created:${id}` });
    expect((await store.webhooks.get(id))?.sealedSecret).not.toContain(secret);
  });

  test('can be played again under its old name', async () => {
    const server = await receiver();
    const id = await webhookAt(server.url);
    await (await channelWith()).send(told(id), noSignal());
    const [attempt] = await service.attempts(id);
    expect(attempt).toMatchObject({ status: 200, error: null, event: 'incident.created' });
    await service.replay(id, attempt?.delivery ?? '');
    await service.replay(id, attempt?.delivery ?? '');
    const rows = (await store.outbox.due('webhook', Date.now() + 1, 100)).filter(({ recipient }) => recipient === id);
    expect(rows).toHaveLength(2);
    await (await channelWith()).send(outgoing(id, rows[0]?.payload as never), noSignal());
    expect(server.seen[1]?.headers['x-sentra-delivery']).toBe(attempt?.delivery);
    expect(server.seen[1]?.body).toEqual(server.seen[0]?.body);
    await expect(service.replay(id, 'unknown')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is queued once for those who asked for it, however often it is told', async () => {
    const id = await webhookAt('https://hooks.example/');
    const other = await service.register({ url: 'https://hooks.example/', events: ['camera.offline'], secret });
    const event = { ...created, id: 'incident:i-2:created' };
    await service.publish(event);
    await service.publish(event);
    const rows = (await store.outbox.due('webhook', Date.now() + 1, 100)).filter(({ payload }) =>
      JSON.stringify(payload).includes(event.id),
    );
    expect(rows.filter(({ recipient }) => recipient === id)).toHaveLength(1);
    expect(rows.filter(({ recipient }) => recipient === other.id)).toHaveLength(0);
  });

  test('is not sent to a webhook that is off or gone', async () => {
    const server = await receiver();
    const id = await webhookAt(server.url);
    await service.setEnabled(id, false);
    expect(service.deliveriesOf(created).some(({ recipient }) => recipient === id)).toBe(false);
    await expect((await channelWith()).send(told(id), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
    await service.remove(id);
    await expect((await channelWith()).send(told(id), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
    expect(server.seen).toEqual([]);
  });
});

describe('a receiver that fails', () => {
  test.each<[string, (response: ServerResponse) => void, object]>([
    ['with a server error is tried again', (response) => json(response, 500, {}), { name: 'Error', message: /HTTP 500/ }],
    ['with a refusal is tried again', (response) => json(response, 401, {}), { retryAfterMs: 60_000 }],
    ['by asking for patience gets it', (response) => json(response, 429, {}, { 'retry-after': '4' }), { retryAfterMs: 4_000 }],
    ['by being gone is given up', (response) => json(response, 410, {}), { retryAfterMs: null }],
    ['by saying nothing is hung up on', () => undefined, { name: 'Error', message: /no answer within 0.3 s/ }],
  ])('%s', async (_name, answer, expected) => {
    const id = await webhookAt((await receiver(answer)).url);
    const failure = await (await channelWith({ timeoutMs: 300 })).send(told(id), noSignal()).catch((error: Error) => error);
    const { message = /./, ...rest } = expected as { message?: RegExp };
    expect(failure).toMatchObject(rest);
    expect((failure as Error).message).toMatch(message);
    expect(await store.webhooks.get(id)).toMatchObject({ lastError: (failure as Error).message });
  });

  test('by sending us elsewhere is not followed', async () => {
    const secretPlace = await receiver();
    const server = await receiver((response) => void response.writeHead(307, { location: secretPlace.url }).end());
    const id = await webhookAt(server.url);
    await expect((await channelWith()).send(told(id), noSignal())).rejects.toThrow(/not followed/);
    expect(secretPlace.seen).toEqual([]);
  });

  test('by answering without end is cut off', async () => {
    const server = await receiver((response) => {
      const pour = () => response.destroyed || response.write('x'.repeat(64 * 1024), () => setImmediate(pour));
      pour();
    });
    const id = await webhookAt(server.url);
    await (await channelWith({ timeoutMs: 10_000 })).send(told(id), noSignal());
    expect((await service.attempts(id))[0]?.status).toBe(200);
  });
});

describe('the local network', () => {
  const refusal = /local network, which the settings do not allow/;

  test.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
  ])('is not called by %s', async (url) => {
    const server = await receiver();
    const id = await webhookAt(url.replace('PORT', new URL(server.url).port));
    await expect((await channelWith({ allowPrivate: false })).send(told(id), noSignal())).rejects.toThrow(refusal);
    expect(server.seen).toEqual([]);
  });

  test('is not called by a name that changes its mind', async () => {
    const server = await receiver();
    const answers = [
      { address: '93.184.216.34', family: 4 },
      ...Array<{ address: string; family: number }>(9).fill({ address: '127.0.0.1', family: 4 }),
    ];
    let asked = 0;
    const resolve: Resolve = async () => [answers[asked++] ?? { address: '127.0.0.1', family: 4 }];
    await resolve('rebind.example');
    const id = await webhookAt(`http://rebind.example:${new URL(server.url).port}/`);
    await expect((await channelWith({ allowPrivate: false, resolve })).send(told(id), noSignal())).rejects.toThrow(refusal);
    expect(asked).toBeGreaterThan(1);
    expect(server.seen).toEqual([]);
  });

  test('is called where the settings allow it', async () => {
    const server = await receiver();
    const id = await webhookAt(server.url.replace('127.0.0.1', 'inside.example'));
    await (await channelWith({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] })).send(told(id), noSignal());
    expect(server.seen).toHaveLength(1);
  });
});
