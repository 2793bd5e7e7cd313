import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { FakeStation } from './test-support/fake-station.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const electron = await import('./test-support/fake-electron.ts');
const { startDesktop } = await import('./start-desktop.ts');
const { app, BrowserWindow, dialog, ipcMain, Notification, protocol, session, Tray, utilityProcess } = electron;

const argv = process.argv;
const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect', 'uncaughtException', 'unhandledRejection'];
const before = new Map(listeners.map((event) => [event, process.rawListeners(event)]));

beforeEach(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sentra-desktop-'));
  process.argv = ['electron', '.', '--remote-debugging-port=0', '--data', dataDir, '--port', '0'];
  vi.stubEnv('SENTRA_LOG_LEVEL', 'fatal');
  app.requestSingleInstanceLock.mockReturnValue(true);
});
afterEach(() => {
  process.argv = argv;
  vi.unstubAllEnvs();
  app.removeAllListeners();
  ipcMain.removeAllListeners();
  ipcMain.handlers.clear();
  for (const list of [BrowserWindow.created, Tray.created, Notification.created, protocol.schemes]) list.length = 0;
  for (const event of listeners) {
    for (const listener of process.rawListeners(event)) {
      if (!before.get(event)?.includes(listener)) process.off(event, listener as () => void);
    }
  }
});

async function start(station = new FakeStation()) {
  const createStation = vi.fn(async (_options: Parameters<Parameters<typeof startDesktop>[0]>[0]) => station);
  startDesktop(createStation);
  await vi.waitFor(() => expect(BrowserWindow.created).toHaveLength(1));
  const window = BrowserWindow.created[0];
  if (!window) throw new Error('no window');
  return { station, createStation, window };
}

test('hardens before Electron is ready, then starts the station, then opens the window on it', async () => {
  const order: string[] = [];
  app.enableSandbox.mockImplementation(() => order.push('sandbox'));
  protocol.registerSchemesAsPrivileged.mockImplementation(() => void order.push('scheme'));
  app.whenReady.mockImplementation(async () => void order.push('ready'));
  const { window, createStation } = await start();
  expect(order).toEqual(['scheme', 'sandbox', 'ready']);
  expect(createStation).toHaveBeenCalledOnce();
  expect(window.loadURL).toHaveBeenCalledWith('app://sentra/');
  expect(session.defaultSession.permissionRequest).not.toBeNull();
  expect(session.defaultSession.beforeRequest).not.toBeNull();
  expect(protocol.handlers.has('app')).toBe(true);
  expect(ipcMain.handlers.has('sentra:call')).toBe(true);
  await vi.waitFor(() => expect(Tray.created).toHaveLength(1));
});

test('the profile lies in the data folder, so that one station is opened once', async () => {
  const { createStation } = await start();
  const options = createStation.mock.calls[0]?.[0];
  expect(app.getPath('userData')).toBe(join(options?.config.dataDir ?? '', 'desktop'));
  expect(options?.config.port).toBe(0);
});

test('inference runs in a utility process, from the bundle', async () => {
  const { createStation } = await start();
  createStation.mock.calls[0]?.[0].startInference();
  expect(utilityProcess.fork.mock.calls[0]?.[0]).toBe(join(app.getAppPath(), 'out', 'main', 'inference-host.js'));
});

test("a second start shows the first one's window and starts no station", async () => {
  const { window } = await start();
  window.hide();
  app.emit('second-instance');
  expect(window.isVisible()).toBe(true);

  app.requestSingleInstanceLock.mockReturnValue(false);
  const createStation = vi.fn();
  startDesktop(createStation);
  expect(app.exit).toHaveBeenCalledWith(0);
  expect(createStation).not.toHaveBeenCalled();
});

test('closing the window the first time says that watching goes on; later times do not', async () => {
  const { window } = await start();
  window.closeByPerson();
  await vi.waitFor(() => expect(Notification.created).toHaveLength(1));
  expect(Notification.created[0]?.options.title).toBe('SENTRA keeps watching');
  window.show();
  window.closeByPerson();
  await Promise.resolve();
  expect(Notification.created).toHaveLength(1);
});

test('quitting closes the window, the tray and the station', async () => {
  const { station, window } = await start();
  await vi.waitFor(() => expect(Tray.created).toHaveLength(1));
  await vi.waitFor(() => expect(app.listenerCount('before-quit')).toBe(1));
  app.emit('before-quit', { preventDefault: () => undefined });
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalled());
  expect(station.closed).toBe(true);
  expect(Tray.created[0]?.destroy).toHaveBeenCalled();
  expect(ipcMain.handlers.size).toBe(0);
  expect(window.closeByPerson().defaultPrevented).toBe(false);
});

test('a wrong option is shown, by name, and nothing starts', () => {
  process.argv = ['electron', '.', '--port', 'many'];
  const createStation = vi.fn();
  startDesktop(createStation);
  expect(String(dialog.showErrorBox.mock.calls[0]?.[1])).toContain('--port');
  expect(app.exit).toHaveBeenCalledWith(1);
  expect(createStation).not.toHaveBeenCalled();
});

test('a station that cannot start says why, in words a person can act on', async () => {
  startDesktop(async () => {
    throw new AppError('unavailable', 'Port 4001 is taken by another program; choose one with --port N.');
  });
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledWith(1));
  expect(dialog.showErrorBox).toHaveBeenCalledWith(
    'SENTRA cannot go on',
    'Port 4001 is taken by another program; choose one with --port N.',
  );
});

test('a bug while starting shows no internals', async () => {
  startDesktop(async () => {
    throw new Error('cannot read properties of undefined');
  });
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledWith(1));
  expect(String(dialog.showErrorBox.mock.calls[0]?.[1])).not.toContain('undefined');
});
