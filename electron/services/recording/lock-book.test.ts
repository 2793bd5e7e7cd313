import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordingLock } from '../store/recording-repository.ts';
import { openStore, type Store } from '../store/store.ts';
import { LockBook } from './lock-book.ts';

let folder = '';
let store: Store;
const words: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentra-locks-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
  words.length = 0;
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const bookOf = ({ recordings }: Pick<Store, 'recordings'>) =>
  new LockBook({ folder, repository: recordings, log: { warn: (_facts: unknown, text?: string) => void words.push(text ?? '') } });
const lock: RecordingLock = { id: 'theft', cameraIds: ['door', 'gate'], fromMs: 1_000, toMs: 2_000 };
const fileNames = () => readdir(join(folder, '.locks'));

test('a lock that was moved comes back as it was last', async () => {
  const book = bookOf(store);
  await book.lock(lock);
  await book.lock({ ...lock, toMs: 9_000 });
  await store.recordings.unlock('theft');
  await bookOf(store).settle();
  expect(await store.recordings.locks()).toEqual([{ ...lock, toMs: 9_000 }]);
  await book.unlock('theft');
  expect(await fileNames()).toEqual([]);
  await bookOf(store).settle();
  expect(await store.recordings.locks()).toEqual([]);
});

test('where no file can be written the lock holds all the same, and its file follows', async () => {
  const inTheWay = join(folder, '.locks');
  await writeFile(inTheWay, 'a file where the folder should be');
  const book = bookOf(store);
  await book.lock(lock);
  expect(await store.recordings.locks()).toEqual([lock]);
  expect(words).toEqual(['a lock on recordings cannot be written beside them; it is tried again']);
  await rm(inTheWay);
  await book.settle();
  await book.idle();
  expect(await fileNames()).toEqual(['theft.json']);
});

test('locks of before there were files get theirs, and a file that is no lock costs nothing', async () => {
  await store.recordings.lock(lock.id, lock);
  await mkdir(join(folder, '.locks'));
  for (const [name, text] of Object.entries({
    'torn.json': '{"version":1,"came',
    'bad.json': '{"version":1}',
    'odd name.json': '',
    'x.part': '',
  }))
    await writeFile(join(folder, '.locks', name), text);
  const book = bookOf(store);
  await book.settle();
  await book.idle();
  expect(await store.recordings.locks()).toEqual([lock]);
  expect(await fileNames()).toContain('theft.json');
  expect(words).toEqual(['a file of a lock cannot be read', 'a file of a lock cannot be read']);
});

test('while the database does not take them back, nothing counts as settled', async () => {
  await bookOf(store).lock(lock);
  await store.recordings.unlock(lock.id);
  let isBroken = true;
  const recordings = {
    ...store.recordings,
    lock: (...args: Parameters<Store['recordings']['lock']>) =>
      isBroken ? Promise.reject(new Error('the database is away')) : store.recordings.lock(...args),
  };
  const book = bookOf({ recordings });
  await expect(book.settle()).rejects.toThrow('away');
  isBroken = false;
  await book.settle();
  expect(await store.recordings.locks()).toEqual([lock]);
});
