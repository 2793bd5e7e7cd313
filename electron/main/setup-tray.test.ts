import { beforeEach, expect, test, vi } from 'vitest';
import { FakeStation, status } from './test-support/fake-station.ts';
import { shellTexts } from './shell-texts.ts';
import type { ConsoleWindow } from './window/console-window.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { Tray, shell } = await import('./test-support/fake-electron.ts');
const { setupTray } = await import('./setup-tray.ts');

beforeEach(() => {
  Tray.created.length = 0;
});

async function setup() {
  const station = new FakeStation();
  const window = { show: vi.fn(), toggle: vi.fn(), current: { hide: vi.fn() } };
  const loginItem = { enabled: async () => true, set: vi.fn(async () => undefined) };
  const quit = vi.fn();
  const stop = await setupTray({
    station,
    window: window as unknown as ConsoleWindow,
    loginItem,
    texts: shellTexts('en'),
    icon: '/app/tray.png',
    quit,
  });
  const tray = Tray.created[0];
  if (!tray) throw new Error('no tray icon');
  return { station, window, loginItem, quit, stop, tray };
}

test('says how the station is, and that it does not know yet', async () => {
  const { station, tray } = await setup();
  expect(tray.toolTip).toBe('SENTRA: Starting');
  station.emit('station-status', status({ total: 4, live: 3 }));
  expect(tray.toolTip).toBe('SENTRA: 3 of 4 cameras live');
  expect(tray.item('3 of 4 cameras live').enabled).toBe(false);
  station.emit('station-status', status({ total: 4, live: 3 }, 'restarting'));
  expect(tray.toolTip).toBe('SENTRA: 3 of 4 cameras live, detector not running');
});

test('the menu is rebuilt only when its words change, or it would close under the pointer', async () => {
  const { station, tray } = await setup();
  const setMenu = vi.spyOn(tray, 'setContextMenu');
  station.emit('station-status', status({ total: 4, live: 3 }));
  station.emit('station-status', status({ total: 4, live: 3 }));
  expect(setMenu).toHaveBeenCalledOnce();
});

test('shows, hides and quits', async () => {
  const { tray, window, quit } = await setup();
  tray.item('Show console').click?.({ checked: false });
  tray.item('Hide console').click?.({ checked: false });
  tray.item('Quit SENTRA').click?.({ checked: false });
  tray.emit('click');
  expect(window.show).toHaveBeenCalledOnce();
  expect(window.current.hide).toHaveBeenCalledOnce();
  expect(window.toggle).toHaveBeenCalledOnce();
  expect(quit).toHaveBeenCalledOnce();
});

test('opens the station in the browser at its own address', async () => {
  const { tray } = await setup();
  tray.item('Open in browser').click?.({ checked: false });
  expect(shell.openExternal).toHaveBeenCalledWith('http://127.0.0.1:4001/');
});

test('start at login shows what is set and changes it', async () => {
  const { tray, loginItem } = await setup();
  expect(tray.item('Start at login').checked).toBe(true);
  tray.item('Start at login').click?.({ checked: false });
  expect(loginItem.set).toHaveBeenCalledWith(false);
});

test('taking it down removes the icon', async () => {
  const { tray, stop, station } = await setup();
  stop();
  expect(tray.destroy).toHaveBeenCalledOnce();
  expect(station.listenerCount()).toBe(0);
});
