import { beforeEach, expect, test, vi } from 'vitest';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { shell } = await import('./test-support/fake-electron.ts');
const { openExternal } = await import('./external-links.ts');

beforeEach(() => shell.openExternal.mockClear());

test('an https link opens in the browser', () => {
  expect(openExternal('https://example.org/manual?page=2')).toBe(true);
  expect(shell.openExternal).toHaveBeenCalledWith('https://example.org/manual?page=2');
});

test.each([
  'http://example.org/',
  'file:///usr/bin/xterm',
  'javascript:alert(1)',
  'smb://server/share',
  'ms-settings:privacy',
  'vscode://file/etc/passwd',
  'https://user:password@example.org/',
  'https://localhost/',
  'https:///',
  'no address',
])('%s stays inside', (url) => {
  expect(openExternal(url)).toBe(false);
  expect(shell.openExternal).not.toHaveBeenCalled();
});
