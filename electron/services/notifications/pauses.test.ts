import { beforeEach, describe, expect, test } from 'vitest';
import { bothDatabases } from '../store/testing/databases.ts';
import { sampleContact, sampleDelivery, sampleIncident } from '../store/testing/samples.ts';
import type { Store } from '../store/store.ts';
import { everybodyDeclined } from './declines.ts';
import { Pauses } from './pauses.ts';
import { Planner } from './planner.ts';

const [sqlite] = bothDatabases();
const nowMs = 1_763_712_345_678;
let store: Store;
let pauses: Pauses;
beforeEach(async () => {
  store = await (await sqlite.create()).open();
  pauses = new Pauses(store.pauses, () => nowMs);
});

describe('a pause', () => {
  const ann = sampleContact({ id: 'ann', name: 'Ann' });
  const budi = sampleContact({ id: 'budi', name: 'Budi', addresses: [{ channel: 'telegram', address: '1002', enabled: true }] });
  const plan = (overrides: Parameters<typeof sampleIncident>[0] = {}) => {
    const planner = new Planner({
      contacts: () => [ann, budi],
      settings: () => ({ escalateAfterS: 60, cooldownS: 0, expireAfterH: 24 }),
      isOn: () => true,
      isPaused: (...asked) => pauses.isPaused(...asked),
      minuteOfDay: () => 0,
    });
    const incident = sampleIncident({ cameraId: 'gate', ...overrides });
    const shown = ({ deliveries }: { deliveries: readonly { recipient: string; reason?: string | null }[] }) =>
      deliveries.map(({ recipient, reason }) => [recipient, reason ?? null]);
    return { first: shown(planner.newIncident(incident, nowMs)), everybody: shown({ deliveries: planner.everybody(incident, nowMs) }) };
  };

  test('of one camera holds back its alerts from this contact, also when everybody is told', async () => {
    await pauses.snooze('ann', 'gate', nowMs + 1);
    const expected = [
      ['1001', 'paused'],
      ['1002', null],
    ];
    expect(plan()).toEqual({ first: expected, everybody: expected });
    expect(plan({ cameraId: 'yard' }).first).toEqual([
      ['1001', null],
      ['1002', null],
    ]);
  });

  test('never holds back an emergency', async () => {
    await pauses.disarm('ann');
    expect(plan({ kind: 'emergency' }).first).toEqual([
      ['1001', null],
      ['1002', null],
    ]);
    expect(plan({ kind: 'emergency' }).everybody[0]).toEqual(['1001', null]);
  });

  test('ends when the contact is armed again, and is read anew after a restart', async () => {
    await pauses.disarm('ann');
    const restarted = new Pauses(store.pauses, () => nowMs);
    await restarted.refresh();
    expect(restarted.isDisarmed('ann')).toBe(true);
    await restarted.arm('ann');
    await pauses.refresh();
    expect(pauses.isDisarmed('ann')).toBe(false);
  });
});

test('everybody has declined once each contact who was told did, and as long as nobody took it', async () => {
  const incident = sampleIncident();
  const toContact = (contactId: string) =>
    sampleDelivery({
      incidentId: incident.id,
      channel: 'telegram',
      contactId,
      payload: { kind: 'alert', incidentId: incident.id, language: 'en' },
    });
  await store.incidents.insert(incident, [toContact('ann'), toContact('budi')], nowMs);
  const decline = (contactId: string) =>
    store.answers.record({ incidentId: incident.id, contactId, answer: 'declined', chatId: '1', who: contactId, atMs: nowMs });
  await decline('ann');
  expect(await everybodyDeclined(store, incident.id)).toBe(false);
  await decline('budi');
  expect(await everybodyDeclined(store, incident.id)).toBe(true);
  const trail = { events: [], tellRecipients: false, nowMs };
  await store.incidents.change(incident.id, { status: incident.status }, { status: 'acknowledged', acknowledgedBy: 'Cici' }, trail);
  expect(await everybodyDeclined(store, incident.id)).toBe(false);
});
