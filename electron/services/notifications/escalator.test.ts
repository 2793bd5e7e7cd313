import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { sighting } from '../incidents/testing/rig.ts';
import type { Store } from '../store/store.ts';
import { bothDatabases } from '../store/testing/databases.ts';
import { sampleContact } from '../store/testing/samples.ts';
import { FakeChannel } from './testing/fake-channel.ts';
import { startRig } from './testing/rig.ts';

const ann: Caller = { user: { id: 'u', username: 'ann', role: 'admin', createdAtMs: 1 }, sessionId: 's', address: '::1' } as Caller;
const at = Date.now();
const person = (address: string, escalationLevel: number, extra = {}) =>
  sampleContact({ name: `P${address}`, addresses: [{ channel: 'telegram', address, enabled: true }], escalationLevel, ...extra });

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let folder = '';
  let nowMs = at;
  let rig: Awaited<ReturnType<typeof startRig>>;
  let channel = new FakeChannel();
  const restart = async () => {
    rig = await startRig(store, folder, [channel], { nowMs: () => nowMs });
  };
  beforeAll(async () => {
    const database = await create();
    folder = database.folder;
    store = await database.open();
  });
  beforeEach(async () => {
    nowMs = at;
    channel = new FakeChannel();
    await store.contacts.insert(person('1', 1));
    await store.contacts.insert(person('3', 3));
    await store.contacts.insert(person('9', 2, { kinds: ['fire'] }));
    await restart();
  });
  afterEach(async () => {
    await rig.close();
    for (const { id } of await store.contacts.list()) await store.contacts.remove(id);
    const { records } = await store.incidents.list({ status: 'waiting', limit: 100 }, null);
    for (const { id, status } of records) await store.incidents.change(id, { status }, { status: 'resolved', escalateAtMs: null });
  });
  const told = () => channel.taken.filter(({ notice }) => notice.kind === 'alert').map(({ recipient }) => recipient);
  const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 5 });
  /** A step of time that a station which was down meanwhile catches up with at its start. */
  const later = async (ms: number) => {
    await rig.close();
    nowMs += ms;
    channel.off = null;
    await restart();
  };

  test('nobody takes it: the next level, everybody, then the siren; a restart at each step loses none', async () => {
    const { id } = await rig.incidents.raise(sighting({ atMs: at }));
    await until(() => expect(told()).toEqual(['1']));
    await later(59_000);
    expect((await rig.incidents.get(id)).escalation).toMatchObject({ level: 1, sirenAtMs: null });
    await later(1_500);
    await until(() => expect(told()).toEqual(['1', '3']));
    await later(60_500);
    await until(() => expect(told()).toEqual(['1', '3', '9']));
    expect((await rig.incidents.get(id)).escalation).toMatchObject({ level: 6, sirenAtMs: null });
    await later(60_500);
    expect((await rig.incidents.get(id)).escalation).toEqual({ level: 6, nextAtMs: null, sirenAtMs: nowMs });
    const { events } = await rig.notifications.handlers['incidents.history']({ id }, ann);
    expect(events.map(({ kind, detail }) => [kind, detail]).filter(([kind]) => kind === 'escalated' || kind === 'siren')).toEqual([
      ['escalated', '3'],
      ['escalated', '6'],
      ['siren', null],
    ]);
    const taken = await rig.incidents.update(id, { status: 'acknowledged' }, 'bob');
    expect(taken.escalation).toEqual({ level: 6, nextAtMs: null, sirenAtMs: null });
  });

  test('it ends the moment somebody takes it', async () => {
    const { id } = await rig.incidents.raise(sighting({ atMs: at }));
    await until(() => expect(told()).toEqual(['1']));
    await rig.incidents.update(id, { status: 'acknowledged' }, 'bob', 'telegram');
    await later(600_000);
    expect(told()).toEqual(['1']);
    expect((await rig.incidents.get(id)).escalation.sirenAtMs).toBeNull();
  });

  test('a person may not want to wait', async () => {
    const { id } = await rig.incidents.raise(sighting({ atMs: at }));
    const escalate = () => rig.notifications.handlers['incidents.escalate']({ id }, ann);
    expect((await escalate()).escalation.level).toBe(3);
    expect((await escalate()).escalation.level).toBe(6);
    expect((await escalate()).escalation.sirenAtMs).toBe(nowMs);
    await expect(escalate()).rejects.toMatchObject({ code: 'conflict' });
    await until(() => expect(told().sort()).toEqual(['1', '3', '9']));
  });

  test('of two stations one makes the step', async () => {
    const { id } = await rig.incidents.raise(sighting({ atMs: at }));
    const record = await store.incidents.get(id);
    if (!record) throw new Error('not stored');
    const step = { escalationLevel: 3, escalateAtMs: nowMs + 1, sirenAtMs: null, deliveries: [], events: [] };
    const outcomes = await Promise.all([store.escalations.step(record, step, nowMs), store.escalations.step(record, step, nowMs)]);
    expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
  });

  test('what nobody took for a day is closed as expired, and may be taken up again', async () => {
    const { id } = await rig.incidents.raise(sighting({ atMs: at }));
    await later(25 * 3_600_000);
    expect(await rig.incidents.get(id)).toMatchObject({ status: 'expired', closedBy: null, closedAtMs: nowMs });
    expect(await rig.incidents.update(id, { status: 'acknowledged' }, 'ann')).toMatchObject({ status: 'acknowledged' });
  });

  test('a level whose contacts sleep is passed at once', async () => {
    await rig.close();
    const first = (await store.contacts.list()).find(({ escalationLevel }) => escalationLevel === 1);
    if (!first) throw new Error('no contact of level 1');
    await store.contacts.update({ ...first, quietHours: { fromMinute: 0, toMinute: 0 } });
    channel.off = null;
    await restart();
    const { id } = await rig.incidents.raise(sighting({ atMs: at }));
    await until(() => expect(told()).toEqual(['3']));
    expect((await rig.incidents.get(id)).escalation.level).toBe(3);
  });
});
