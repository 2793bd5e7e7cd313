import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { app } = await import('./test-support/fake-electron.ts');
const { setupLoginItem, startedHidden } = await import('./setup-login-item.ts');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-login-'));
  app.setPath('appData', folder);
});
afterEach(() => {
  app.isPackaged = false;
  vi.unstubAllEnvs();
});

const entry = () => readFile(join(folder, 'autostart', 'sentra.desktop'), 'utf8');

test('on Linux a file in the autostart folder comes and goes', async () => {
  const item = setupLoginItem('linux');
  expect(await item.enabled()).toBe(false);
  await item.set(true);
  expect(await item.enabled()).toBe(true);
  expect(await entry()).toMatch(/^\[Desktop Entry\]\nType=Application\nName=SENTRA\nExec=".*" ".*" "--hidden"\n/);
  await item.set(false);
  expect(await item.enabled()).toBe(false);
  await item.set(false);
});

test('an AppImage is started by its own file, not by the mount it runs from', async () => {
  app.isPackaged = true;
  vi.stubEnv('APPIMAGE', '/home/me/Apps/SENTRA "50%" $x.AppImage');
  await setupLoginItem('linux').set(true);
  expect(await entry()).toContain('Exec="/home/me/Apps/SENTRA \\"50%%\\" \\$x.AppImage" "--hidden"\n');
});

test.each(['win32', 'darwin'] as const)('on %s the system keeps it', async (platform) => {
  const item = setupLoginItem(platform);
  await item.set(true);
  expect(app.setLoginItemSettings).toHaveBeenCalledWith({ openAtLogin: true, args: ['--hidden'] });
  app.getLoginItemSettings.mockReturnValueOnce({ openAtLogin: true, wasOpenedAtLogin: false });
  expect(await item.enabled()).toBe(true);
});

test('a start by the system is known by its option', () => {
  expect(startedHidden(['sentra', '--hidden'])).toBe(true);
  expect(startedHidden(['sentra'])).toBe(false);
});
