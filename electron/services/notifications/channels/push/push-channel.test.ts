import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultPushSettings, pushSettingsSchema } from '../../../../../shared/schemas/channel-settings.ts';
import { pushPayloadSchema } from '../../../../../shared/schemas/push.ts';
import type { Reach } from '../../../../../shared/schemas/user.ts';
import { openStore, type Store } from '../../../store/store.ts';
import { sampleTimeMs, sampleUser } from '../../../store/testing/samples.ts';
import { PushReceiver } from '../testing/decrypt-push.ts';
import { json, type LoopbackServer, loopbackServer } from '../testing/loopback-server.ts';
import { memorySecrets, settingsFor } from '../testing/memory-settings.ts';
import { noSignal, outgoing, sampleReader } from '../testing/sample-reader.ts';
import { PushChannel } from './push-channel.ts';
import { VapidKeyRing } from './vapid-keys.ts';

let store: Store;
const secrets = memorySecrets();
const keys = new VapidKeyRing(secrets);
/** What the push service answers, by path. */
const answers = new Map<string, { status: number; headers?: Record<string, string> }>();
let service: LoopbackServer;
const reaches = new Map<string, Reach>();
const channels: PushChannel[] = [];

beforeAll(async () => {
  store = await openStore({ file: join(mkdtempSync(join(tmpdir(), 'sentra-push-')), 'sentra.db') });
  service = await loopbackServer(({ path }, response) => {
    const { status, headers } = answers.get(path) ?? { status: 201 };
    json(response, status, {}, headers);
  });
});
afterAll(async () => {
  for (const channel of channels) await channel.close();
  await service.close();
  await store.close();
});

async function pushChannel(allowPrivate = true): Promise<PushChannel> {
  const settings = await settingsFor({ schema: pushSettingsSchema, defaults: defaultPushSettings, secret: null }, null);
  const reachOf = async (userId: string) => reaches.get(userId) ?? null;
  const channel = new PushChannel({ settings, reader: sampleReader(), push: store.push, keys, reachOf, allowPrivate, timeoutMs: 2_000 });
  channels.push(channel);
  return channel;
}

/** A user of a test of its own. */
async function user(reach: Reach = { all: true }): Promise<string> {
  const id = randomUUID();
  await store.users.insert(sampleUser({ id }));
  reaches.set(id, reach);
  return id;
}

async function device(userId: string, language: 'en' | 'ru' = 'en', endpoint?: string) {
  const path = `/${randomUUID()}`;
  const receiver = new PushReceiver();
  const id = randomUUID();
  const { p256dh, auth } = receiver.keys;
  const at = { endpoint: endpoint ?? `${service.url}${path}`, createdAtMs: sampleTimeMs, lastDeliveredAtMs: null };
  await store.push.put({ id, userId, p256dh, auth, device: 'Phone', language, ...at });
  const got = () => service.seen.filter((request) => request.path === path);
  return { id, path, receiver, got, answer: (status: number, headers = {}) => answers.set(path, { status, headers }) };
}

describe('an alert', () => {
  test('reaches every device of the user, readable by that device only, in its language', async () => {
    const ann = await user();
    const phone = await device(ann);
    const tablet = await device(ann, 'ru');
    await (await pushChannel()).send(outgoing(ann), noSignal());
    const [toPhone] = phone.got();
    const [toTablet] = tablet.got();
    const payload = pushPayloadSchema.parse(JSON.parse(phone.receiver.decrypt(toPhone?.body ?? Buffer.alloc(0))));
    expect(payload).toMatchObject({ kind: 'alert', incidentId: 'i-1', title: 'Accident: Gate 2, Harbour Road', path: '#/incidents/i-1' });
    expect(payload).toMatchObject({ tag: 'incident-i-1', urgent: true });
    expect(JSON.parse(tablet.receiver.decrypt(toTablet?.body ?? Buffer.alloc(0)))).toMatchObject({ title: 'Авария: Gate 2, Harbour Road' });
    expect(() => phone.receiver.decrypt(toTablet?.body ?? Buffer.alloc(0))).toThrow();
    expect(toPhone?.headers).toMatchObject({ ttl: '86400', urgency: 'high', 'content-encoding': 'aes128gcm' });
    expect(toPhone?.headers.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect((await store.push.ofUser(ann)).every(({ lastDeliveredAtMs }) => lastDeliveredAtMs !== null)).toBe(true);
  });

  test('is signed by the key that browsers subscribed to, for that push service only', async () => {
    const ann = await user();
    const phone = await device(ann);
    await (await pushChannel()).send(outgoing(ann), noSignal());
    const { publicKey } = await keys.keys();
    const [, token = '', named] = /^vapid t=([^,]+), k=(.+)$/.exec(phone.got()[0]?.headers.authorization ?? '') ?? [];
    expect(named).toBe(publicKey);
    const point = Buffer.from(publicKey, 'base64url');
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256');
    await expect(jwtVerify(token, key, { audience: service.url, subject: defaultPushSettings.subject })).resolves.toBeDefined();
  });

  test('and its update share a topic, so that the newer takes the place of one that waits', async () => {
    const ann = await user();
    const phone = await device(ann);
    const channel = await pushChannel();
    await channel.send(outgoing(ann), noSignal());
    await channel.send(outgoing(ann, { kind: 'update' }, { idempotencyKey: 'other' }), noSignal());
    const [alert, update] = phone.got();
    expect(update?.headers.topic).toBe(alert?.headers.topic);
    expect(update?.headers.urgency).toBe('normal');
  });

  test('that reached one of two devices is repeated to the other only', async () => {
    const ann = await user();
    const phone = await device(ann);
    const tablet = await device(ann);
    tablet.answer(503);
    const channel = await pushChannel();
    await expect(channel.send(outgoing(ann), noSignal())).rejects.toMatchObject({ name: 'Error', message: expect.stringContaining('503') });
    tablet.answer(201);
    await channel.send(outgoing(ann), noSignal());
    expect([phone.got().length, tablet.got().length]).toEqual([1, 2]);
  });
});

describe('a device', () => {
  test.each([404, 410])('that its push service no longer knows (%i) is removed', async (status) => {
    const ann = await user();
    const gone = await device(ann);
    const phone = await device(ann);
    gone.answer(status);
    await (await pushChannel()).send(outgoing(ann), noSignal());
    expect((await store.push.ofUser(ann)).map(({ id }) => id)).toEqual([phone.id]);
  });

  test('whose push service asks for patience gets the message later', async () => {
    const ann = await user();
    (await device(ann)).answer(429, { 'retry-after': '9' });
    await expect((await pushChannel()).send(outgoing(ann), noSignal())).rejects.toMatchObject({ retryAfterMs: 9_000 });
  });

  test('at an address inside the network is never called', async () => {
    const ann = await user();
    const inside = await device(ann);
    const httpsInside = await device(ann, 'en', 'https://127.0.0.1:1/x');
    await expect((await pushChannel(false)).send(outgoing(ann), noSignal())).rejects.toThrow(/local network/);
    expect(inside.got()).toEqual([]);
    expect((await store.push.ofUser(ann)).map(({ id }) => id)).toEqual([httpsInside.id]);
  });
});

describe('nobody is told', () => {
  test('of a camera they may not see', async () => {
    const ann = await user({ all: false, siteIds: [], cameraIds: ['other'] });
    const phone = await device(ann);
    await expect((await pushChannel()).send(outgoing(ann), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
    expect(phone.got()).toEqual([]);
  });

  test('when the user is gone or has no device', async () => {
    await expect((await pushChannel()).send(outgoing('nobody'), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
    await expect((await pushChannel()).send(outgoing(await user()), noSignal())).rejects.toMatchObject({ retryAfterMs: null });
  });
});

describe('the station key', () => {
  test('is made once, however many ask at once', async () => {
    const ring = new VapidKeyRing(memorySecrets());
    const [first, second] = await Promise.all([ring.keys(), ring.keys()]);
    expect(first).toEqual(second);
    expect(Buffer.from(first.publicKey, 'base64url')).toHaveLength(65);
  });

  test('that makes no sense is named', async () => {
    const ring = new VapidKeyRing(memorySecrets({ 'vapid-private-key': 'nonsense' }));
    await expect(ring.keys()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('VAPID_PRIVATE_KEY') });
  });
});
