import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keyFile } from '../services/secrets/key-source.ts';

vi.mock('electron', () => import('./test-support/fake-electron.ts'));
const { safeStorage } = await import('./test-support/fake-electron.ts');
const { keychainKey } = await import('./keychain-key.ts');

const log = { warn: vi.fn() };
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-keychain-'));
  Object.assign(safeStorage, { available: true, backend: 'gnome_libsecret', password: 'login' });
  log.warn.mockReset();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = () => keychainKey(folder, log).load();

test('the key is the same at each start and lies on the disk only as the keychain wrapped it', () => {
  const key = load();
  expect(key).toHaveLength(32);
  expect(load()).toEqual(key);
  const file = join(folder, 'secret.key.wrapped');
  expect(readFileSync(file, 'utf8')).toBe(`login:${Buffer.from(key).toString('base64')}`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('another login does not get the key and is told so; the wrapped key stays', () => {
  const key = load();
  safeStorage.password = 'somebody else';
  expect(load).toThrow(expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('keychain does not open') }));
  safeStorage.password = 'login';
  expect(load()).toEqual(key);
});

test.each([
  ['without a keychain', { available: false }],
  ['with the keychain that is none', { backend: 'basic_text' }],
])('a desktop %s keeps the key in a file and says so', (_name, state) => {
  Object.assign(safeStorage, state);
  expect(load()).toEqual(keyFile(folder).load());
  expect(log.warn).toHaveBeenCalledOnce();
});

test('a folder that a headless station used keeps its key', () => {
  const key = keyFile(folder).load();
  expect(load()).toEqual(key);
});

test('a headless station on a folder of the desktop says where the key is instead of making another', () => {
  load();
  expect(() => keyFile(folder).load()).toThrow(
    expect.objectContaining({ message: expect.stringContaining('keychain of the desktop app') }),
  );
});
