import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { root } from '../station-process.ts';
import { DesktopApp } from './desktop-app.ts';
import { findElectron } from './electron-binary.ts';

const electron = findElectron();

test.describe('the desktop app (real Electron)', () => {
  // biome-ignore lint/suspicious/noSkippedTests: a machine without Electron or a screen reports each of these by name, with the reason.
  test.skip(electron.path === null, electron.reason ?? '');

  let desktop: DesktopApp;
  test.beforeAll(async () => {
    desktop = await DesktopApp.start(electron.path ?? '', ['--demo']);
  });
  test.afterAll(() => desktop.close());

  test('opens its window on the console and shows a demo camera live', async () => {
    expect(desktop.window.url()).toMatch(/^app:\/\/sentra\//);
    await expect(desktop.window.locator('[data-camera][data-condition="live"]').first()).toBeVisible({ timeout: 30_000 });
  });

  test('shows the accident of the demo scene as a popup, with its photo', async () => {
    const popup = desktop.window.getByRole('alertdialog');
    await expect(popup).toBeVisible({ timeout: 90_000 });
    const photo = popup.getByRole('img').first();
    await expect.poll(() => photo.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0))).toBeGreaterThan(0);
  });

  test('the page has no Node and nothing of Electron but its one door', async () => {
    const powers = await desktop.window.evaluate(() => ({
      require: typeof Reflect.get(globalThis, 'require'),
      process: typeof Reflect.get(globalThis, 'process'),
      module: typeof Reflect.get(globalThis, 'module'),
      door: Object.keys(window.sentra ?? {}).sort(),
    }));
    expect(powers).toEqual({ require: 'undefined', process: 'undefined', module: 'undefined', door: ['invoke', 'live', 'subscribe'] });
  });

  test('the page can leave for nowhere: navigation, windows, network, eval and foreign scripts are refused', async () => {
    const results = await desktop.window.evaluate(async () => {
      const outcome = (run: () => unknown) =>
        Promise.resolve()
          .then(run)
          .then(
            () => 'allowed',
            () => 'refused',
          );
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.head.append(script);
      return {
        opened: window.open('https://example.org/') === null,
        // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested.
        eval: await outcome(() => globalThis.eval('1+1')),
        fetch: await outcome(() => fetch('https://example.org/')),
        station: await outcome(() => fetch('http://127.0.0.1:4001/health')),
        injected: Reflect.get(globalThis, 'injected') === true,
        files: await outcome(() => fetch('file:///etc/hostname')),
      };
    });
    expect(results).toEqual({ opened: true, eval: 'refused', fetch: 'refused', station: 'refused', injected: false, files: 'refused' });
    await desktop.window.evaluate(() => location.assign('https://example.org/'));
    await expect.poll(() => desktop.status()).toBeTruthy();
    expect(desktop.window.url()).toMatch(/^app:\/\/sentra\//);
  });

  test('the app serves no file outside the console', async () => {
    const statuses = await desktop.window.evaluate(() =>
      Promise.all(['/..%2f..%2fpackage.json', '/%2e%2e/package.json', '/../package.json'].map(async (path) => (await fetch(path)).status)),
    );
    expect(statuses).toEqual([404, 404, 404]);
  });

  test('an inference process that is killed is back, and the cameras stay live', async () => {
    await expect.poll(async () => (await desktop.status()).inference.pid, { timeout: 30_000 }).not.toBeNull();
    const before = await desktop.status();
    process.kill(before.inference.pid ?? 0, 'SIGKILL');
    await expect
      .poll(async () => (await desktop.status()).inference, { timeout: 10_000 })
      .toMatchObject({ state: before.inference.state, restarts: before.inference.restarts + 1 });
    expect((await desktop.status()).inference.pid).not.toBe(before.inference.pid);
    expect((await desktop.status()).cameras.live).toBe(before.cameras.live);
  });

  test('a second start ends by itself and leaves one window', async () => {
    const second = spawn(electron.path ?? '', [root, '--data', desktop.dataDir, '--port', '0'], { stdio: 'ignore' });
    const [code] = await once(second, 'exit');
    expect(code).toBe(0);
    expect(desktop.app.windows()).toHaveLength(1);
  });

  test('closing the window hides it and watching goes on', async () => {
    const visible = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(visible).toBe(false);
    expect((await desktop.status()).cameras.live).toBeGreaterThan(0);
    await desktop.app.evaluate(({ app }) => void app.emit('activate'));
    await expect.poll(visible).toBe(true);
  });
});
