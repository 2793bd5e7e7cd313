import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Store } from '../store/store.ts';
import { bothDatabases, type TestDatabase } from '../store/testing/databases.ts';
import { sampleCamera } from '../store/testing/samples.ts';
import type { KeySource } from './key-source.ts';
import { openSecrets } from './open-secrets.ts';

const caller = {} as Caller;

const kinds = bothDatabases();
const [sqlite] = kinds;

describe.each(kinds)('$kind', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  const log = { error: vi.fn(), info: vi.fn() };
  beforeEach(async () => {
    database = await create();
    store = await database.open();
    log.error.mockReset();
  });
  const open = (more: { secrets?: Record<string, string>; keySource?: KeySource; secretKey?: string } = {}) => {
    const { keySource, secrets = {}, secretKey = null } = more;
    return openSecrets({ store, config: { dataDir: database.folder, secretKey, secrets }, keySource, log });
  };

  test('a secret is there after a restart, sealed in the database, and never in what settings are told', async () => {
    const first = await open();
    await first.handlers['secrets.set']({ name: 'fonnte-token', value: 'hunter2hunter2' }, caller);
    expect(await store.secrets.get('fonnte-token')).toMatch(/^sealed:1:/);
    const second = await open();
    expect(await second.store.get('fonnte-token')).toBe('hunter2hunter2');
    const listed = await second.handlers['secrets.list']({}, caller);
    expect(listed).toContainEqual({ name: 'fonnte-token', origin: 'settings', problem: null });
    expect(listed).toContainEqual({ name: 'smtp-password', origin: 'unset', problem: null });
    expect(JSON.stringify(listed)).not.toContain('hunter2');
  });

  test('a secret that is forgotten is gone, and listeners hear of both', async () => {
    const { store: secrets } = await open();
    const heard: string[] = [];
    const stop = secrets.onChanged((name) => heard.push(name));
    await secrets.set('smtp-password', 'a');
    await secrets.set('smtp-password', null);
    stop();
    await secrets.set('fonnte-token', 'b');
    expect(await secrets.get('smtp-password')).toBeNull();
    expect(heard).toEqual(['smtp-password', 'smtp-password']);
  });

  test('the environment wins and cannot be overwritten', async () => {
    await (await open()).store.set('telegram-bot-token', 'from settings');
    const { store: secrets } = await open({ secrets: { 'telegram-bot-token': 'from environment' } });
    expect(await secrets.get('telegram-bot-token')).toBe('from environment');
    expect(await secrets.origin('telegram-bot-token')).toBe('environment');
    await expect(secrets.set('telegram-bot-token', 'x')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a lost key is said in words and gives no value; a new value works at once', async () => {
    await (await open()).store.set('smtp-password', 'hunter2hunter2');
    rmSync(join(database.folder, 'secret.key'));
    const { store: secrets, handlers } = await open();
    await expect(secrets.get('smtp-password')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('another key'),
    });
    expect(await handlers['secrets.list']({}, caller)).toContainEqual({
      name: 'smtp-password',
      origin: 'settings',
      problem: expect.stringContaining('another key'),
    });
    await secrets.set('smtp-password', 'new');
    expect(await secrets.get('smtp-password')).toBe('new');
  });

  test('a row copied to another name does not open there', async () => {
    const { store: secrets } = await open();
    await secrets.set('smtp-password', 'hunter2hunter2');
    await store.secrets.set('fonnte-token', (await store.secrets.get('smtp-password')) ?? '', 1);
    await expect(secrets.get('fonnte-token')).rejects.toMatchObject({ message: expect.stringContaining('damaged or changed') });
  });

  test('camera addresses of an older version are sealed at the start, and read as before', async () => {
    const camera = sampleCamera({ url: 'rtsp://user:hunter2hunter2@10.0.0.8/h264' });
    await store.cameras.insert(camera);
    const { cameras } = await open();
    expect((await store.cameras.get(camera.id))?.url).toMatch(/^sealed:1:/);
    expect(await cameras.get(camera.id)).toEqual(camera);
    const changed = { ...camera, url: 'rtsp://user:other@10.0.0.8/h264', name: 'Gate 3' };
    await cameras.update(changed);
    expect((await store.cameras.get(camera.id))?.url).toMatch(/^sealed:1:/);
    expect(await (await open()).cameras.list()).toContainEqual(changed);
  });

  test('a camera whose address cannot be opened is shown without it, and what is stored survives until the key is back', async () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    const camera = sampleCamera();
    await (await open({ secretKey: key })).cameras.insert(camera);
    const { cameras } = await open({ secretKey: Buffer.alloc(32, 2).toString('base64') });
    const seen = await cameras.get(camera.id);
    expect(seen).toEqual({ ...camera, url: 'unreadable:' });
    expect(log.error).toHaveBeenCalled();
    if (seen) await cameras.update({ ...seen, name: 'Renamed' });
    expect(await (await open({ secretKey: key })).cameras.get(camera.id)).toEqual({ ...camera, name: 'Renamed' });
  });

  test('without any key the station starts: readable addresses work, nothing new is written readable', async () => {
    const camera = sampleCamera();
    await store.cameras.insert(camera);
    const keySource = {
      load: () => {
        throw new AppError('unavailable', 'The keychain is locked.');
      },
    };
    const { cameras, store: secrets } = await open({ keySource });
    expect(await cameras.get(camera.id)).toEqual(camera);
    await expect(cameras.insert(sampleCamera())).rejects.toThrow('The keychain is locked.');
    await expect(secrets.set('smtp-password', 'x')).rejects.toThrow('The keychain is locked.');
    await cameras.insert(sampleCamera({ url: 'demo:collision' }));
  });
});

test('no file of the data folder holds a password in readable form, not even where the old row was', async () => {
  const database = await sqlite.create();
  const store = await database.open();
  await store.cameras.insert(sampleCamera({ url: 'rtsp://user:hunter2hunter2@10.0.0.8/h264' }));
  const config = { dataDir: database.folder, secretKey: null, secrets: {} };
  const { store: secrets } = await openSecrets({ store, config, log: { error: vi.fn(), info: vi.fn() } });
  await secrets.set('smtp-password', 'hunter2hunter2');
  await store.close();
  const files = readdirSync(database.folder);
  expect(files).toContain('sentra.db');
  for (const file of files) expect([file, readFileSync(join(database.folder, file)).includes('hunter2')]).toEqual([file, false]);
});
