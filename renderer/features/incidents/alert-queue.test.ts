import { expect, test } from 'vitest';
import { sampleAlert, sampleIncident } from '../../testing/samples.ts';
import {
  type Alerts,
  alertArrived,
  incidentChanged,
  mute,
  newIncidentsLoaded,
  noAlerts,
  putAside,
  soundingKind,
  waitingIds,
} from './alert-queue.ts';

const arrived = (...ids: string[]): Alerts =>
  ids.reduce((alerts, id, index) => alertArrived(alerts, sampleAlert({ id, detectedAtMs: 1_000 + index })), noAlerts);

test('alerts wait in the order they were detected, and the one on the screen stays', () => {
  const alerts = alertArrived(arrived('b', 'c'), sampleAlert({ id: 'a', detectedAtMs: 1 }));
  expect(waitingIds(alerts)).toEqual(['b', 'a', 'c']);
});

test('the same alert twice is one alert', () => {
  expect(waitingIds(alertArrived(arrived('a'), sampleAlert({ id: 'a' })))).toEqual(['a']);
});

test('an incident somebody acknowledged anywhere leaves the screen', () => {
  const alerts = incidentChanged(arrived('a', 'b'), sampleIncident({ id: 'a', status: 'acknowledged', revision: 2 }));
  expect(waitingIds(alerts)).toEqual(['b']);
});

test('an alert that arrives after it was handled does not come up', () => {
  const alerts = incidentChanged(noAlerts, sampleIncident({ id: 'a', status: 'false_alarm', revision: 2 }));
  expect(waitingIds(alertArrived(alerts, sampleAlert({ id: 'a' })))).toEqual([]);
});

test('details fill an alert in; older details do not undo newer ones', () => {
  const newer = sampleIncident({ id: 'a', note: 'seen', revision: 3 });
  const older = sampleIncident({ id: 'a', note: '', revision: 2 });
  const alerts = incidentChanged(incidentChanged(arrived('a'), newer), older);
  expect(alerts.waiting[0]?.incident?.note).toBe('seen');
});

test('after a reconnection new incidents that were missed come up, those set aside do not', () => {
  const before = putAside(arrived('a', 'b'), ['a']);
  const after = newIncidentsLoaded(before, [sampleIncident({ id: 'a' }), sampleIncident({ id: 'b' }), sampleIncident({ id: 'c' })]);
  expect(waitingIds(after)).toEqual(['b', 'c']);
});

test('setting aside is local: when somebody acknowledges it is forgotten there too', () => {
  const alerts = incidentChanged(putAside(arrived('a'), ['a']), sampleIncident({ id: 'a', status: 'resolved', revision: 2 }));
  expect(alerts.setAside.size).toBe(0);
});

test('the alarm rings while one waiting alert is not muted', () => {
  const alerts = arrived('a', 'b');
  expect(soundingKind(alerts)).toBe('accident');
  expect(soundingKind(mute(alerts, 'a'))).toBe('accident');
  expect(soundingKind(mute(mute(alerts, 'a'), 'b'))).toBeNull();
  expect(soundingKind(mute(mute(mute(alerts, 'a'), 'b'), 'b'))).toBe('accident');
  expect(soundingKind(noAlerts)).toBeNull();
});

test('a new alert rings although the one before it is muted', () => {
  expect(soundingKind(alertArrived(mute(arrived('a'), 'a'), sampleAlert({ id: 'b', kind: 'fire' })))).toBe('fire');
});

test('words from a person are no alert', () => {
  expect(alertArrived(noAlerts, sampleAlert({ kind: 'message' }))).toBe(noAlerts);
});

test('the siren brings an incident back where it was put aside, once, and sounds above the others', () => {
  const waiting = newIncidentsLoaded(noAlerts, [sampleIncident({ id: 'a' }), sampleIncident({ id: 'b' })]);
  const aside = putAside(waiting, ['a']);
  const siren = sampleIncident({ id: 'a', revision: 3, escalation: { level: 6, nextAtMs: null, sirenAtMs: 9 } });
  const back = incidentChanged(aside, siren);
  expect(waitingIds(back).sort()).toEqual(['a', 'b']);
  expect(soundingKind(back)).toBe('siren');
  const again = incidentChanged(putAside(back, ['a']), { ...siren, revision: 4 });
  expect(waitingIds(again)).toEqual(['b']);
  expect(soundingKind(incidentChanged(back, { ...siren, status: 'acknowledged' }))).toBe('accident');
});

test('a call for help comes to the front and sounds until somebody takes it, set aside or muted', () => {
  const before = alertArrived(arrived('a', 'b'), sampleAlert({ id: 'help', kind: 'emergency', detectedAtMs: 5_000 }));
  expect(waitingIds(before)[0]).toBe('help');
  const aside = mute(putAside(before, ['help', 'a', 'b']), 'help');
  expect([waitingIds(aside), soundingKind(aside)]).toEqual([[], 'emergency']);
  expect(
    soundingKind(incidentChanged(aside, sampleIncident({ id: 'help', kind: 'emergency', status: 'acknowledged', revision: 2 }))),
  ).toBeNull();
});

test('a second call for help does not take the first one from under a hand', () => {
  const first = alertArrived(noAlerts, sampleAlert({ id: 'one', kind: 'emergency', detectedAtMs: 2_000 }));
  expect(waitingIds(alertArrived(first, sampleAlert({ id: 'two', kind: 'emergency', detectedAtMs: 1_000 })))).toEqual(['one', 'two']);
});
