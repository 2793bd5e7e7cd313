import { expect, test, vi } from 'vitest';
import { FakeBridge } from '../../testing/fake-bridge.ts';
import { sampleAlert, sampleCamera, sampleIncident, sampleRecordingStatus, sampleStatus } from '../../testing/samples.ts';
import { createConsoleModel } from './console-model.ts';

const user = { id: 'u1', username: 'admin', role: 'admin', reach: { all: true }, createdAtMs: 1 };

function setup() {
  const bridge = new FakeBridge();
  const fresh = { incidents: [sampleIncident({ id: 'missed' })], total: 1, nextBeforeId: null };
  bridge.answers.set('auth.me', () => user);
  bridge.answers.set('cameras.list', () => [sampleCamera()]);
  bridge.answers.set('sites.list', () => []);
  bridge.answers.set('station.status', () => sampleStatus());
  bridge.answers.set('recordings.status', () => sampleRecordingStatus());
  bridge.answers.set('incidents.list', () => fresh);
  bridge.answers.set('incidents.since', () => ({ incidents: [], cursor: 1, more: false }));
  bridge.answers.set('incidents.get', (input) => sampleIncident({ id: (input as { id: string }).id, revision: 2 }));
  return { bridge, fresh, model: createConsoleModel(bridge) };
}

test('once connected the console knows the station and shows what nobody has acknowledged', async () => {
  const { bridge, model } = setup();
  bridge.connection('connected');
  await vi.waitFor(() => expect(model.places.getState().cameras).toHaveLength(1));
  expect(model.session.getState()).toMatchObject({ connection: 'connected', user: { username: 'admin' } });
  expect(model.station.getState().status?.version).toBe('0.1.0');
  expect(model.alerts.getState().waiting.map(({ id }) => id)).toEqual(['missed']);
});

test('an incident handled elsewhere while this console was away leaves the screen after the reconnection', async () => {
  const { bridge, fresh, model } = setup();
  bridge.connection('connected');
  await vi.waitFor(() => expect(model.alerts.getState().waiting).toHaveLength(1));
  bridge.connection('lost');
  expect(model.session.getState().lostAtMs).not.toBeNull();
  fresh.incidents = [];
  bridge.answers.set('incidents.get', () => sampleIncident({ id: 'missed', status: 'acknowledged', revision: 5 }));
  bridge.connection('connected');
  await vi.waitFor(() => expect(model.alerts.getState().waiting).toHaveLength(0));
  expect(model.session.getState().lostAtMs).toBeNull();
});

test('an alert is on the screen at once and its details follow', async () => {
  const { bridge, model } = setup();
  bridge.emit('receive-message', sampleAlert({ id: 'now' }));
  expect(model.alerts.getState().waiting[0]).toMatchObject({ id: 'now', incident: null });
  await vi.waitFor(() => expect(model.alerts.getState().waiting[0]?.incident?.revision).toBe(2));
});

test('words from a person go to those who listen, not to the alarm', () => {
  const { bridge, model } = setup();
  const heard = vi.fn();
  model.onMessage(heard);
  bridge.emit('receive-message', sampleAlert({ kind: 'message', text: 'Tow truck is on its way' }));
  expect(heard).toHaveBeenCalledExactlyOnceWith('Tow truck is on its way');
  expect(model.alerts.getState().waiting).toEqual([]);
});

test('an event that breaks the contract changes nothing', () => {
  const { bridge, model } = setup();
  const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  bridge.emit('camera-changed', { id: 'x', name: '<nothing else>' });
  expect(model.places.getState().cameras).toBeNull();
  expect(reported).toHaveBeenCalledOnce();
  reported.mockRestore();
});

test('signing out forgets the person', async () => {
  const { bridge, model } = setup();
  bridge.connection('connected');
  await vi.waitFor(() => expect(model.session.getState().user).not.toBeNull());
  await bridge.signOut();
  expect(model.session.getState()).toEqual({ connection: 'signed_out', lostAtMs: null, user: null });
});

test('what is recorded is known from the start and after each change', async () => {
  const { bridge, model } = setup();
  bridge.connection('connected');
  await vi.waitFor(() => expect(model.recordings.getState().cam1).toMatchObject({ recording: true }));
  bridge.emit('recording-changed', { cameraId: 'cam1', recording: false, cause: 'disk_full', sinceMs: 9, override: 'auto' });
  expect(model.recordings.getState().cam1).toMatchObject({ recording: false, cause: 'disk_full' });
});
