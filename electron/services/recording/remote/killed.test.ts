import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStore } from '../../store/store.ts';
import { type FaultyProxy, faultyProxy, type SeenCall } from './testing/faulty-proxy.ts';
import { clientAt, startS3Server } from './testing/s3-server.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const startMs = Date.UTC(2026, 4, 11, 10, 0, 0);
const files = 6;

/** A station's folder with closed recordings; what is in them does not matter to an archive. */
async function recordings(): Promise<{ folder: string; hashes: Map<string, string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'sentra-killed-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openStore({ file: join(folder, 'sentra.db') });
  const hashes = new Map<string, string>();
  for (let n = 0; n < files; n += 1) {
    const path = `2026/05/11/gate/10-0${n}-00.mp4`;
    const bytes = randomBytes(300_000 + n);
    await mkdir(dirname(join(folder, 'recordings', path)), { recursive: true });
    await writeFile(join(folder, 'recordings', path), bytes);
    hashes.set(`segment-${n}`, createHash('sha256').update(bytes).digest('hex'));
    await store.recordings.insert({
      ...{
        id: `segment-${n}`,
        cameraId: 'gate',
        path,
        startMs: startMs + n * 60_000,
        endMs: startMs + (n + 1) * 60_000,
        bytes: bytes.length,
      },
      ...{ codec: 'avc1.640028', width: 64, height: 48, locked: false, tier: 'full', open: false },
    });
  }
  await store.close();
  return { folder, hashes };
}

/** Runs a life; `kill` is asked at each call whether the station dies there. @returns what it said when it ended by itself */
async function live(folder: string, proxy: FaultyProxy, kill: (call: SeenCall) => boolean): Promise<string | null> {
  const args = [join(import.meta.dirname, 'testing/upload-life.ts'), folder, proxy.endpoint, 'killed'];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  proxy.fault = (call) => {
    if (kill(call)) child.kill('SIGKILL');
    return null;
  };
  const [, signal] = await once(child, 'close');
  return signal === null ? said.trim() : null;
}

test('killed while a file is on its way, and when it is there but not noted: nothing is lost and nothing doubled', async () => {
  const server = await startS3Server();
  ends.push(() => server.close());
  const proxy = await faultyProxy(server.endpoint);
  ends.push(() => proxy.close());
  const { folder, hashes } = await recordings();
  const nth = (method: string, n: number) => {
    let count = 0;
    return (call: SeenCall) => {
      if (call.method === method && call.path.includes('/recordings/')) count += 1;
      return count === n;
    };
  };
  expect(await live(folder, proxy, nth('PUT', 4))).toBeNull();
  // Before and after each file it is asked for: the third pair of questions is about what has just arrived.
  expect(await live(folder, proxy, nth('HEAD', 3))).toBeNull();
  expect(await live(folder, proxy, () => false)).toBe(JSON.stringify({ state: 'idle', files }));

  const client = clientAt(server.endpoint, { prefix: 'killed/' });
  ends.push(() => client.close());
  const store = await openStore({ file: join(folder, 'sentra.db') });
  ends.push(() => store.close());
  const keys = new Set<string>();
  for (const [id, sha256] of hashes) {
    const object = await store.remoteObjects.get(id);
    const hash = createHash('sha256');
    for await (const chunk of await client.get(object?.objectKey ?? '', new AbortController().signal)) hash.update(chunk);
    expect([id, object?.sha256, hash.digest('hex')]).toEqual([id, sha256, sha256]);
    keys.add(object?.objectKey ?? '');
  }
  expect(keys.size).toBe(files);
  const put = new Set(proxy.seen.filter(({ method, path }) => method === 'PUT' && path.includes('/recordings/')).map(({ path }) => path));
  // Whatever was sent twice was sent under one name.
  expect(put.size).toBe(files);
});
