import { beforeEach, expect, test, vi } from 'vitest';
import type { AlertMessage } from '../../shared/schemas/incident.ts';
import { FakeStation } from './test-support/fake-station.ts';
import { shellTexts } from './shell-texts.ts';
import type { ConsoleWindow } from './window/console-window.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { app, BrowserWindow, Notification } = await import('./test-support/fake-electron.ts');
const { setupAlerts } = await import('./setup-alerts.ts');

const alert: AlertMessage = {
  id: 'i1',
  kind: 'accident',
  cameraId: 'c1',
  cameraName: 'Crossing north',
  location: 'Jl. Sudirman 1',
  confidence: 0.874,
  detectedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  photoUrl: null,
  text: 'Accident',
};

beforeEach(() => {
  Notification.created.length = 0;
});

function setup(focused = false, withWindow = true) {
  const station = new FakeStation();
  const current = withWindow ? new BrowserWindow() : null;
  if (current) current.focused = focused;
  const window = { current, show: vi.fn() };
  const stop = setupAlerts({
    events: station.events,
    window: window as unknown as ConsoleWindow,
    texts: shellTexts('en'),
    icon: '/app/icon.png',
  });
  return { station, current, window, stop };
}

test('an alert shows a notification that stays, with what, where and how sure', () => {
  const { station } = setup();
  station.emit('receive-message', alert);
  expect(Notification.created).toHaveLength(1);
  expect(Notification.created[0]?.options).toMatchObject({
    title: 'Accident at Crossing north',
    urgency: 'critical',
    timeoutType: 'never',
  });
  expect(Notification.created[0]?.options.body).toMatch(/^Jl\. Sudirman 1 · 87 % · .*\d/);
  expect(Notification.created[0]?.show).toHaveBeenCalledOnce();
});

test('the task bar flashes until the window has the focus', () => {
  const { station, current } = setup();
  station.emit('receive-message', alert);
  station.emit('receive-message', alert);
  expect(current?.listenerCount('focus')).toBe(1);
  expect(current?.flashFrame.mock.calls).toEqual([[true]]);
  expect(app.dock?.bounce).toHaveBeenCalledWith('critical');
  current?.focus();
  expect(current?.flashFrame.mock.calls).toEqual([[true], [false]]);
});

test('a click on the notification brings the console', () => {
  const { station, window } = setup();
  station.emit('receive-message', alert);
  Notification.created[0]?.emit('click');
  expect(window.show).toHaveBeenCalledOnce();
});

test('who is looking at the console sees its own popup only', () => {
  const { station, current } = setup(true);
  station.emit('receive-message', alert);
  expect(Notification.created).toHaveLength(0);
  expect(current?.flashFrame).not.toHaveBeenCalled();
});

test('chat messages do not call for attention', () => {
  const { station } = setup();
  station.emit('receive-message', { ...alert, kind: 'message' });
  expect(Notification.created).toHaveLength(0);
});

test('an alert is shown without any window', () => {
  const { station } = setup(false, false);
  station.emit('receive-message', alert);
  expect(Notification.created).toHaveLength(1);
});

test('old notifications are closed, so that a night of alerts does not pile up', () => {
  const { station, stop } = setup();
  for (let i = 0; i < 25; i += 1) station.emit('receive-message', alert);
  expect(Notification.created.filter((one) => one.close.mock.calls.length > 0)).toHaveLength(5);
  stop();
  expect(Notification.created.every((one) => one.close.mock.calls.length === 1)).toBe(true);
});
