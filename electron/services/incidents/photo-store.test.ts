import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PhotoStore } from './photo-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-photos-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const day = Date.UTC(2026, 0, 9, 23, 59, 59, 999);
const bytes = new Uint8Array([1, 2, 3]);

test('photos lie in a folder for each day, UTC, and nothing unfinished beside them', async () => {
  const photos = new PhotoStore(join(folder, 'photos'));
  expect(await photos.save('one', bytes, day)).toBe('2026/01/09/one.jpg');
  expect(await photos.save('two', bytes, day + 1)).toBe('2026/01/10/two.jpg');
  expect(readFileSync((await photos.find('2026/01/09/one.jpg')) ?? '')).toEqual(Buffer.from(bytes));
  expect(readdirSync(join(folder, 'photos', '2026', '01', '09'))).toEqual(['one.jpg']);
});

test('a folder that was deleted meanwhile costs one photo, not all that follow', async () => {
  const photos = new PhotoStore(join(folder, 'photos'));
  await photos.save('one', bytes, day);
  rmSync(join(folder, 'photos'), { recursive: true });
  await expect(photos.save('two', bytes, day)).rejects.toMatchObject({ code: 'ENOENT' });
  await photos.save('three', bytes, day);
  expect(existsSync(join(folder, 'photos', '2026', '01', '09', 'three.jpg'))).toBe(true);
});

test('what is not there is null', async () => {
  expect(await new PhotoStore(folder).find('2026/01/09/none.jpg')).toBeNull();
});
