import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';

const fresh = () => join(mkdtempSync(join(tmpdir(), 'sentra-data-')), 'data');

test('a second station on the same folder is refused, and let in once the first is gone', () => {
  const path = fresh();
  const first = openDataFolder(path);
  expect(() => openDataFolder(path)).toThrowError(
    expect.objectContaining({ code: 'conflict', message: expect.stringContaining('--data') }),
  );
  first.release();
  openDataFolder(path).release();
});

test('the folder is readable by its owner only', () => {
  const path = fresh();
  openDataFolder(path).release();
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('a station that was killed leaves the folder free', async () => {
  const path = fresh();
  const program = `const { openDataFolder } = await import(${JSON.stringify(import.meta.resolve('./data-folder.ts'))}); openDataFolder(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(() => openDataFolder(path)).toThrowError(expect.objectContaining({ code: 'conflict' }));
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  openDataFolder(path).release();
});

test('a path that is a file is refused in words', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'sentra-data-')), 'file');
  writeFileSync(path, 'x');
  expect(() => openDataFolder(path)).toThrowError(expect.objectContaining({ code: 'unavailable', message: expect.stringContaining(path) }));
});
