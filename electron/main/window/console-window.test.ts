import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('electron', () => import('../test-support/fake-electron.ts'));
const { BrowserWindow, screen } = await import('../test-support/fake-electron.ts');
const { ConsoleWindow } = await import('./console-window.ts');
const { DesktopSettingsFile } = await import('../desktop-settings.ts');

beforeEach(() => {
  BrowserWindow.created.length = 0;
});

async function setup(packaged = true) {
  const folder = await mkdtemp(join(tmpdir(), 'sentra-window-'));
  const settings = await DesktopSettingsFile.open(folder);
  const onHiddenByClose = vi.fn();
  const window = new ConsoleWindow({
    settings,
    url: 'app://sentra/',
    preload: '/app/preload.cjs',
    icon: '/app/icon.png',
    packaged,
    onHiddenByClose,
  });
  return { folder, settings, window, onHiddenByClose };
}

const only = () => {
  expect(BrowserWindow.created).toHaveLength(1);
  return BrowserWindow.created[0] as InstanceType<typeof BrowserWindow>;
};

test('the page gets no Node, a sandbox, its own world and our preload only', async () => {
  const { window } = await setup();
  window.open(true);
  expect(only().options.webPreferences).toMatchObject({
    preload: '/app/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    devTools: false,
  });
});

test('developer tools exist only in an app that is not packaged', async () => {
  const { window } = await setup(false);
  window.open(true);
  expect(only().options.webPreferences).toMatchObject({ devTools: true });
});

test('shows the console when its first picture is ready, not before', async () => {
  const { window } = await setup();
  window.open(true);
  expect(only().options).toMatchObject({ show: false, backgroundColor: '#0b0f14', minWidth: 390 });
  expect(only().loadURL).toHaveBeenCalledWith('app://sentra/');
  expect(only().isVisible()).toBe(false);
  only().emit('ready-to-show');
  expect(only().isVisible()).toBe(true);
});

test('a start at login stays in the tray', async () => {
  const { window } = await setup();
  window.open(false);
  only().emit('ready-to-show');
  expect(only().isVisible()).toBe(false);
});

test('closing hides the window and remembers where it was', async () => {
  const { window, settings, folder, onHiddenByClose } = await setup();
  window.open(true);
  only().visible = true;
  only().maximized = true;
  expect(only().closeByPerson().defaultPrevented).toBe(true);
  expect(only().isVisible()).toBe(false);
  expect(onHiddenByClose).toHaveBeenCalledOnce();
  await settings.change({});
  const again = await DesktopSettingsFile.open(folder);
  expect(again.value.window).toEqual({ bounds: { x: 10, y: 20, width: 800, height: 600 }, maximized: true });
  expect(await readFile(join(folder, 'desktop.json'), 'utf8')).toContain('"maximized": true');
});

test('opens where the last run left it, maximised if it was', async () => {
  const { window, settings } = await setup();
  await settings.change({ window: { bounds: { x: 100, y: 50, width: 700, height: 600 }, maximized: true } });
  window.open(true);
  expect(only().options).toMatchObject({ x: 100, y: 50, width: 700, height: 600 });
  expect(only().isMaximized()).toBe(true);
});

test('a window left on a screen that is gone opens on the one that is there', async () => {
  const { window, settings } = await setup();
  await settings.change({ window: { bounds: { x: 5000, y: 50, width: 700, height: 600 }, maximized: false } });
  window.open(true);
  expect(screen.getAllDisplays()).toHaveLength(1);
  expect(only().options).toMatchObject({ x: 240, y: 70 });
});

test('quitting really closes, and remembers where the window was', async () => {
  const { window, folder, onHiddenByClose } = await setup();
  window.open(true);
  await window.letGo();
  expect((await DesktopSettingsFile.open(folder)).value.window?.bounds).toEqual({ x: 10, y: 20, width: 800, height: 600 });
  expect(only().closeByPerson().defaultPrevented).toBe(false);
  expect(onHiddenByClose).not.toHaveBeenCalled();
  expect(window.current).toBeNull();
});

test('show restores a minimised window and makes a new one when it is gone', async () => {
  const { window } = await setup();
  window.open(true);
  only().minimized = true;
  window.show();
  expect(only().restore).toHaveBeenCalled();
  expect(only().isFocused()).toBe(true);
  only().destroyed = true;
  window.show();
  expect(BrowserWindow.created).toHaveLength(2);
});

test('the tray click hides a window in front and brings back any other', async () => {
  const { window } = await setup();
  window.open(true);
  window.show();
  window.toggle();
  expect(only().isVisible()).toBe(false);
  window.toggle();
  expect(only().isVisible()).toBe(true);
});
