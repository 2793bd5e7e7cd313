import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { openStore } from '../store/store.ts';
import { sampleContact } from '../store/testing/samples.ts';

const program = fileURLToPath(new URL('./testing/station-that-is-killed.ts', import.meta.url));
/** A life costs a process start, about a second: `SENTRA_KILLS=50` for the long run. */
const kills = Number(process.env.SENTRA_KILLS ?? 12);
const perLife = 3;

/** A service that takes messages and knows no idempotency keys; `received` counts them by key. */
async function startService(onRequest: () => void) {
  const received = new Map<string, number>();
  const server = createServer((request, response) => {
    let key = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      key += text;
    });
    request.on('end', () => {
      received.set(key, (received.get(key) ?? 0) + 1);
      onRequest();
      response.end('taken');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { received, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test(
  `killed ${kills} times at random moments, a station loses no alert and doubles one only between acceptance and its mark`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentra-kill-'));
    const file = join(folder, 'sentra.db');
    const first = await openStore({ file });
    await first.contacts.insert(sampleContact({ name: 'A', addresses: [{ channel: 'webhook', address: 'a', enabled: true }] }));
    await first.contacts.insert(sampleContact({ name: 'B', addresses: [{ channel: 'webhook', address: 'b', enabled: true }] }));
    await first.close();

    let child: ChildProcess | null = null;
    let dieAtRequest = Number.POSITIVE_INFINITY;
    const service = await startService(() => {
      // Every other death comes at the worst moment: the service has the message, the station does not know it yet.
      dieAtRequest -= 1;
      if (dieAtRequest === 0) child?.kill('SIGKILL');
    });
    const raised = new Set<string>();
    const live = (count: number) => {
      const started = spawn(process.execPath, [program, file, folder, service.url, String(count)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      started.stdout.setEncoding('utf8').on('data', (text: string) => {
        for (const id of text.split('\n').filter(Boolean)) raised.add(id);
      });
      return started;
    };
    try {
      let unfinished = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        dieAtRequest = kill % 2 === 0 ? 1 + Math.floor(Math.random() * 4) : Number.POSITIVE_INFINITY;
        child = live(perLife);
        const exited = once(child, 'exit');
        if (kill % 2 === 0) await Promise.race([exited, pause(8_000, undefined, { ref: false })]);
        else {
          // From before the first row to long after the last: a start takes about 300 ms here.
          await once(child.stdout ?? child, 'data');
          await pause(Math.random() * 60);
        }
        child.kill('SIGKILL');
        await exited;
        unfinished += 1;
      }
      dieAtRequest = Number.POSITIVE_INFINITY;
      child = live(0);
      const store = await openStore({ file });
      const { records } = await store.incidents.list({ limit: 1_000 }, null);
      const wanted = records.flatMap(({ id }) => [`webhook:a:${id}:alert`, `webhook:b:${id}:alert`]);
      await vi.waitFor(async () => expect((await store.deliveries.waiting()).get('webhook') ?? 0).toBe(0), {
        timeout: 60_000,
        interval: 50,
      });
      await store.close();
      const stored = new Set(records.map(({ id }) => id));
      const lost = wanted.filter((key) => !service.received.has(key));
      const doubled = [...service.received].filter(([, times]) => times > 1);
      const extra = doubled.reduce((sum, [, times]) => sum + times - 1, 0);
      console.log(
        `${unfinished} kills, ${records.length} incidents, ${wanted.length} messages: ${lost.length} lost, ${extra} sent again under the same key`,
      );
      expect([...raised].filter((id) => !stored.has(id))).toEqual([]);
      expect(lost).toEqual([]);
      expect([...service.received.keys()].filter((key) => !wanted.includes(key))).toEqual([]);
      // Two attempts at most are under way when it dies, and only those may be sent again.
      expect(extra).toBeLessThanOrEqual(kills * 2);
      for (const [, times] of doubled) expect(times).toBeLessThanOrEqual(kills);
    } finally {
      child?.kill('SIGKILL');
      service.server.closeAllConnections();
      service.server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  kills * 20_000,
);
