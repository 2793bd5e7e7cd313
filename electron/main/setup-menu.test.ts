import { expect, test, vi } from 'vitest';
import { shellTexts } from './shell-texts.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { Menu } = await import('./test-support/fake-electron.ts');
const { setupMenu } = await import('./setup-menu.ts');

const roles = () => (Menu.application?.template ?? []).flatMap((menu) => menu.submenu ?? []).flatMap((item) => item.role ?? []);

test('a packaged app has no way to the developer tools', () => {
  setupMenu(shellTexts('en'), true, () => undefined, 'linux');
  expect(roles()).toContain('togglefullscreen');
  expect(roles()).not.toContain('toggleDevTools');
});

test('the app from source has one', () => {
  setupMenu(shellTexts('en'), false, () => undefined, 'linux');
  expect(roles()).toContain('toggleDevTools');
});

test('quit quits, in the language of the system', () => {
  const quit = vi.fn();
  setupMenu(shellTexts('id-ID'), true, quit, 'darwin');
  const item = Menu.application?.template[0]?.submenu?.find((one) => one.label === 'Keluar dari SENTRA');
  item?.click?.({ checked: false });
  expect(quit).toHaveBeenCalledOnce();
});

test.each([
  ['ru', 'Выйти из SENTRA'],
  ['ru-RU', 'Выйти из SENTRA'],
  ['id', 'Keluar dari SENTRA'],
  ['en-US', 'Quit SENTRA'],
  ['de', 'Quit SENTRA'],
  ['', 'Quit SENTRA'],
])('locale %j reads "%s"', (locale, quit) => {
  expect(shellTexts(locale).quit).toBe(quit);
});
