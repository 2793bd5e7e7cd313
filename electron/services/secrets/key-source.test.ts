import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { givenKey, keyFile } from './key-source.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the key file is made once, for its owner only', () => {
  const key = keyFile(folder).load();
  expect(key).toHaveLength(32);
  expect(keyFile(folder).load()).toEqual(key);
  expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
});

test('a key file that others may read is closed to them again', () => {
  const key = keyFile(folder).load();
  chmodSync(join(folder, 'secret.key'), 0o644);
  expect(keyFile(folder).load()).toEqual(key);
  expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
});

test.each(['', 'c2hvcnQ=', 'not base64 at all'])('a key file that holds %j is an error, not a new key', (text) => {
  writeFileSync(join(folder, 'secret.key'), text);
  expect(() => keyFile(folder).load()).toThrow(
    expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('no key') }),
  );
});

test('a folder that cannot take the key file says so', () => {
  expect(() => keyFile(join(folder, 'missing')).load()).toThrow(expect.objectContaining({ message: expect.stringContaining('ENOENT') }));
});

test('a given key is taken as it is', () => {
  expect(givenKey(Buffer.alloc(32, 7).toString('base64')).load()).toEqual(Buffer.alloc(32, 7));
});
