import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { methods } from '../../../shared/contract/methods.ts';
import type { Contact } from '../../../shared/schemas/notification.ts';
import { sighting } from '../incidents/testing/rig.ts';
import type { Store } from '../store/store.ts';
import { bothDatabases } from '../store/testing/databases.ts';
import { sampleContact } from '../store/testing/samples.ts';
import { SendRefusal } from './channel.ts';
import { FakeChannel } from './testing/fake-channel.ts';
import { startRig } from './testing/rig.ts';

const ann: Caller = { user: { id: 'u', username: 'ann', role: 'admin', createdAtMs: 1 }, sessionId: 's', address: '::1' } as Caller;
const contact = (address: string, overrides: Partial<Contact> = {}) =>
  sampleContact({ name: `Person ${address}`, addresses: [{ channel: 'telegram', address, enabled: true }], ...overrides });

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let folder = '';
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const database = await create();
    folder = database.folder;
    store = await database.open();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    for (const { id } of await store.contacts.list()) await store.contacts.remove(id);
  });
  const start = async (channel: FakeChannel, contacts: readonly Contact[], options: Parameters<typeof startRig>[3] = {}) => {
    for (const one of contacts) await store.contacts.insert(one);
    const rig = await startRig(store, folder, [channel], options);
    closers.push(rig.close);
    return rig;
  };
  const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 5 });
  const receipts = async (rig: Awaited<ReturnType<typeof start>>, id: string) =>
    methods['incidents.history'].output.parse(await rig.notifications.handlers['incidents.history']({ id }, ann));

  test('an incident reaches those it concerns, and is notified once a service took it', async () => {
    const channel = new FakeChannel();
    const elsewhere = contact('2', { reach: { all: false, cameraIds: ['other'], siteIds: [] } });
    const rig = await start(channel, [contact('1'), elsewhere, contact('3', { enabled: false }), contact('4', { kinds: ['fire'] })]);
    const incident = await rig.incidents.raise(sighting());
    await until(() => expect(rig.changes.at(-1)?.status).toBe('notified'));
    expect(channel.taken.map(({ recipient, notice, attempt }) => [recipient, notice.kind, attempt])).toEqual([['1', 'alert', 0]]);
    const now = await rig.incidents.get(incident.id);
    expect(now.timing.acceptedAtMs.telegram).toBeGreaterThanOrEqual(now.timing.firstQueuedAtMs ?? Number.POSITIVE_INFINITY);
    const { events, deliveries } = await receipts(rig, incident.id);
    expect(events.map(({ kind, who, via }) => [kind, who, via])).toEqual([
      ['raised', null, 'station'],
      ['accepted', 'Person 1', 'telegram'],
    ]);
    expect(deliveries).toMatchObject([{ channel: 'telegram', contactName: 'Person 1', state: 'delivered', attempts: 1, notice: 'alert' }]);
  });

  test('whoever got the alert is told who took it, with the id of the earlier message', async () => {
    const channel = new FakeChannel();
    channel.answer = ({ recipient, notice }) => ({ reference: `${recipient}-${notice.kind}` });
    const rig = await start(channel, [contact('1'), contact('2')]);
    const { id } = await rig.incidents.raise(sighting());
    await until(() => expect(channel.taken).toHaveLength(2));
    await until(async () => expect((await receipts(rig, id)).deliveries.every(({ state }) => state === 'delivered')).toBe(true));
    await rig.incidents.update(id, { status: 'acknowledged' }, 'bob', 'telegram');
    await until(() => expect(channel.taken).toHaveLength(4));
    const updates = channel.taken.slice(2).map(({ recipient, notice, earlierReference }) => [recipient, notice.kind, earlierReference]);
    expect(updates.sort()).toEqual([
      ['1', 'update', '1-alert'],
      ['2', 'update', '2-alert'],
    ]);
    const handed = await rig.incidents.update(id, { handOverTo: 'cem' }, 'bob', 'telegram');
    expect(handed).toMatchObject({ acknowledgedBy: 'cem', timing: { firstTapAtMs: expect.any(Number) } });
    const lines = (await receipts(rig, id)).events.map(({ kind, who, via, detail }) => [kind, who, via, detail]);
    expect(lines).toContainEqual(['acknowledged', 'bob', 'telegram', null]);
    expect(lines).toContainEqual(['handed_over', 'bob', 'telegram', 'cem']);
  });

  test('of two who take it at once over different channels exactly one does', async () => {
    const rig = await start(new FakeChannel(), [contact('1')]);
    const { id } = await rig.incidents.raise(sighting());
    const outcomes = await Promise.allSettled([
      rig.incidents.update(id, { status: 'acknowledged' }, 'ann', 'console'),
      rig.incidents.update(id, { status: 'acknowledged' }, 'bob', 'telegram'),
      rig.incidents.update(id, { status: 'acknowledged' }, 'cem', 'whatsapp'),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { events } = await receipts(rig, id);
    expect(events.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1);
  });

  test('100 incidents in a burst keep their order for each recipient and the limits of the channel', async () => {
    const limits = { perSecond: 250, perRecipientMs: 0, parallel: 3 };
    const channel = new FakeChannel(limits);
    const rig = await start(channel, [contact('1'), contact('2')]);
    const raised: string[] = [];
    for (let index = 0; index < 100; index += 1) raised.push((await rig.incidents.raise(sighting())).id);
    await until(() => expect(channel.taken).toHaveLength(200));
    for (const recipient of ['1', '2']) {
      const got = channel.taken.filter((message) => message.recipient === recipient);
      expect(got.map(({ notice }) => ('incidentId' in notice ? notice.incidentId : ''))).toEqual(raised);
    }
    expect(channel.mostUnderWay).toBeLessThanOrEqual(limits.parallel);
    const times = channel.taken.map(({ atMs }) => atMs).sort((a, b) => a - b);
    const busiest = Math.max(...times.map((from) => times.filter((atMs) => atMs >= from && atMs < from + 990).length));
    expect(busiest).toBeLessThanOrEqual(limits.perSecond);
  });

  test('two stations over one database send each message once', async () => {
    const channels = [new FakeChannel(), new FakeChannel()] as const;
    const first = await start(channels[0], [contact('1'), contact('2'), contact('3'), contact('4')]);
    const second = await start(channels[1], [], { owner: 'station-2' });
    const raising = Array.from({ length: 8 }, () => [first.incidents.raise(sighting()), second.incidents.raise(sighting())]).flat();
    await Promise.all(raising);
    await until(() => expect(channels[0].taken.length + channels[1].taken.length).toBe(64));
    const keys = channels.flatMap(({ taken }) => taken.map(({ idempotencyKey }) => idempotencyKey));
    expect(new Set(keys).size).toBe(64);
  });

  test('a failing service is tried again under the same key, one that refuses for good is not, and both are said in words', async () => {
    const channel = new FakeChannel();
    let failures = 0;
    channel.answer = ({ recipient }) => {
      if (recipient === '2') throw new SendRefusal('blocked by https://api.example/bot123:secret/send?x=1', null);
      if (failures++ === 0) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
      return { reference: null };
    };
    const rig = await start(channel, [contact('1'), contact('2')]);
    const { id } = await rig.incidents.raise(sighting());
    await until(async () => {
      const { deliveries } = await receipts(rig, id);
      expect(deliveries.map(({ contactName, state, attempts }) => [contactName, state, attempts]).sort()).toEqual([
        ['Person 1', 'delivered', 2],
        ['Person 2', 'failed', 1],
      ]);
    });
    const { deliveries, events } = await receipts(rig, id);
    expect(deliveries.find(({ state }) => state === 'failed')?.lastError).toBe('blocked by https://api.example/…');
    expect(events.find(({ kind }) => kind === 'failed')).toMatchObject({ who: 'Person 2', detail: 'blocked by https://api.example/…' });
    expect(channel.taken).toMatchObject([{ attempt: 1, recipient: '1' }]);
  });

  test('"too many requests" holds the whole channel when the service says so', async () => {
    const channel = new FakeChannel();
    const refusedAtMs: number[] = [];
    channel.answer = () => {
      if (refusedAtMs.length === 0) {
        refusedAtMs.push(performance.now());
        throw new SendRefusal('slow down', 400, { scope: 'channel' });
      }
      return { reference: null };
    };
    const rig = await start(channel, [contact('1')]);
    await rig.incidents.raise(sighting());
    await until(() => expect(refusedAtMs).toHaveLength(1));
    await rig.incidents.raise(sighting());
    await until(() => expect(channel.taken).toHaveLength(2));
    for (const { atMs } of channel.taken) expect(atMs - (refusedAtMs[0] ?? 0)).toBeGreaterThanOrEqual(395);
  });

  test('what is held back has its reason on record, and an emergency is never held back', async () => {
    const channel = new FakeChannel();
    const asleep = contact('2', { quietHours: { fromMinute: 11 * 60, toMinute: 13 * 60 } });
    const rig = await start(channel, [contact('1'), asleep]);
    const cameraId = randomUUID();
    await rig.incidents.raise(sighting({ cameraId, atMs: Date.now() - 5_000 }));
    const again = await rig.incidents.raise(sighting({ cameraId }));
    const emergency = sighting({ cameraId });
    await rig.incidents.raise({ ...emergency, candidate: { ...emergency.candidate, kind: 'emergency' } });
    await until(() => expect(channel.taken).toHaveLength(3));
    expect(channel.taken.map(({ recipient }) => recipient).sort()).toEqual(['1', '1', '2']);
    const { deliveries } = await receipts(rig, again.id);
    expect(deliveries.map(({ contactName, state, reason }) => [contactName, state, reason]).sort()).toEqual([
      ['Person 1', 'suppressed', 'cooldown'],
      ['Person 2', 'suppressed', 'cooldown'],
    ]);
  });

  test('a planner that fails costs neither the incident nor its alert, and contacts are told a little later', async () => {
    let nowMs = Date.now();
    const channel = new FakeChannel();
    let broken = true;
    const minuteOfDay = () => {
      if (broken) throw new Error('no such time zone');
      return 0;
    };
    const options = { nowMs: () => nowMs, minuteOfDay };
    const rig = await start(channel, [contact('1', { quietHours: { fromMinute: 60, toMinute: 120 } })], options);
    const incident = await rig.incidents.raise(sighting({ atMs: nowMs }));
    expect(rig.alerts).toMatchObject([{ id: incident.id, text: expect.stringContaining('contacts not told yet') }]);
    expect((await receipts(rig, incident.id)).events).toContainEqual(
      expect.objectContaining({ kind: 'not_planned', detail: 'no such time zone' }),
    );
    broken = false;
    nowMs += 5_001;
    await start(channel, [], options);
    await until(() => expect(channel.taken).toHaveLength(1));
  });

  test('without the database contacts are told all the same, once', async () => {
    const channel = new FakeChannel();
    let away = true;
    const insert: Store['incidents']['insert'] = (...args) =>
      away ? Promise.reject(new Error('disk full')) : store.incidents.insert(...args);
    await store.contacts.insert(contact('1'));
    const rig = await startRig({ ...store, incidents: { ...store.incidents, insert } }, folder, [channel]);
    const incident = await rig.incidents.raise(sighting());
    await until(() => expect(channel.taken).toHaveLength(1));
    away = false;
    await rig.incidents.close();
    await until(async () => expect((await receipts(rig, incident.id)).deliveries).toMatchObject([{ state: 'delivered' }]));
    await rig.notifications.close();
    expect(channel.taken).toHaveLength(1);
  });

  test('a switched-off channel is a reason on record, an incomplete one makes messages wait', async () => {
    const channel = new FakeChannel();
    channel.off = { state: 'off', problem: 'Telegram is switched off.' };
    const rig = await start(channel, [contact('1')]);
    const first = await rig.incidents.raise(sighting());
    expect((await receipts(rig, first.id)).deliveries).toMatchObject([{ state: 'suppressed', reason: 'channel_off' }]);
    channel.off = { state: 'incomplete', problem: 'The token is missing.' };
    const second = await rig.incidents.raise(sighting());
    expect((await receipts(rig, second.id)).deliveries).toMatchObject([{ state: 'pending' }]);
    const states = methods['channels.list'].output.parse(await rig.notifications.handlers['channels.list']({}, ann));
    expect(states[0]).toMatchObject({ channel: 'telegram', state: 'incomplete', problem: 'The token is missing.', waiting: 1 });
    channel.off = null;
    rig.notifications.wake('telegram');
    await until(() => expect(channel.taken).toHaveLength(1));
  });

  test('"send a test" answers how the service took it', async () => {
    const channel = new FakeChannel();
    const rig = await start(channel, []);
    const send = (address: string) => rig.notifications.handlers['channels.test']({ channel: 'telegram', address, language: 'id' }, ann);
    expect(await send('77')).toEqual({ done: true });
    expect(channel.taken).toMatchObject([{ recipient: '77', notice: { kind: 'test', language: 'id' } }]);
    channel.answer = () => {
      throw new SendRefusal('chat not found', null);
    };
    await expect(send('77')).rejects.toMatchObject({ code: 'conflict', message: 'chat not found' });
    await expect(send('not a chat')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('a new public address is told to those who want to know, the clip to those who got the alert', async () => {
    const channel = new FakeChannel();
    const rig = await start(channel, [contact('1'), contact('2', { addressNotices: false })]);
    await rig.notifications.addressChanged('https://new.example');
    await until(() => expect(channel.taken).toMatchObject([{ recipient: '1', notice: { kind: 'address', url: 'https://new.example' } }]));
    const { id } = await rig.incidents.raise(sighting());
    await rig.notifications.clipReady(id);
    await rig.notifications.clipReady(id);
    await until(() => expect(channel.taken).toHaveLength(5));
    expect(channel.taken.slice(1).map(({ notice }) => notice.kind)).toEqual(['alert', 'alert', 'clip', 'clip']);
    expect(rig.notifications.linkTo(id)).toBe(`http://10.0.0.2:4001/#/incidents/${id}`);
  });
});
