import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Reply } from '../../shared/contract/dispatch.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { app, BrowserWindow, ipcMain, protocol, utilityProcess } = await import('./test-support/fake-electron.ts');

/** The entry as Electron runs it, on the real station with a real database; only Electron is played. */
const argv = process.argv;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect', 'uncaughtException', 'unhandledRejection'];
const before = new Map(signals.map((event) => [event, process.rawListeners(event)]));

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sentra-entry-'));
  process.argv = ['electron', '.', '--data', dataDir, '--port', '0'];
  vi.stubEnv('SENTRA_LOG_LEVEL', 'fatal');
  vi.stubEnv('SENTRA_ADMIN_PASSWORD', 'correct-horse-battery');
  await import('./index.ts');
  await vi.waitFor(() => expect(app.listenerCount('activate')).toBe(1), { timeout: 20_000 });
});
afterAll(async () => {
  app.emit('before-quit', { preventDefault: () => undefined });
  await vi.waitFor(() => expect(utilityProcess.started[0]?.postMessage.mock.calls).toContainEqual([{ type: 'stop' }]));
  utilityProcess.started[0]?.emit('exit', 0);
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalled(), { timeout: 10_000 });
  process.argv = argv;
  vi.unstubAllEnvs();
  for (const event of signals) {
    for (const listener of process.rawListeners(event)) {
      if (!before.get(event)?.includes(listener)) process.off(event, listener as () => void);
    }
  }
});

function fromWindow() {
  const window = BrowserWindow.created[0];
  if (!window) throw new Error('no window');
  return { sender: window.webContents, senderFrame: { url: 'app://sentra/', parent: null, detached: false } };
}
const call = (name: string, input: unknown = {}) => ipcMain.handlers.get('sentra:call')?.(fromWindow(), name, input) as Promise<Reply>;

test('the window is the owner of the station without signing in', async () => {
  expect(await call('auth.me')).toMatchObject({ ok: true, value: { username: 'admin', role: 'admin' } });
});

test('what the window does is really done and told back to it', async () => {
  const created = await call('sites.create', { name: 'North gate' });
  expect(created).toMatchObject({ ok: true, value: { name: 'North gate' } });
  expect(await call('sites.list')).toMatchObject({ ok: true, value: [{ name: 'North gate' }] });
  const window = BrowserWindow.created[0];
  await vi.waitFor(() =>
    expect(window?.webContents.send.mock.calls).toContainEqual([
      'sentra:event',
      'site-changed',
      expect.objectContaining({ name: 'North gate' }),
    ]),
  );
});

test('the station says its version and has started inference as a utility process', async () => {
  const status = (await call('station.status')) as { value: { version: string } };
  expect(status.value.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(utilityProcess.started).not.toHaveLength(0);
});

test('a picture that is not there is a plain answer of the station, not the console page', async () => {
  const handler = protocol.handlers.get('app');
  const response = await handler?.(new Request('app://sentra/api/incidents/none/photo.jpg'));
  expect(response?.status).toBe(404);
  expect(response?.headers.get('content-security-policy')).toContain("default-src 'none'");
});
