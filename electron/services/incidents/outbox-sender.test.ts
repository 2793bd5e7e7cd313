import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delivery, OutboxRepository } from '../store/outbox-repository.ts';
import { openStore, type Store } from '../store/store.ts';
import { sampleDelivery } from '../store/testing/samples.ts';
import { OutboxSender } from './outbox-sender.ts';

let folder = '';
let store: Store;
let sender: OutboxSender | null = null;
const sent: string[] = [];

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  sent.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'sentra-outbox-'));
  store = await openStore({ file: join(folder, 'sentra.db') });
});
afterEach(async () => {
  await sender?.close();
  await store.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const queue = (...ids: string[]) =>
  store.outbox.enqueue(
    ids.map((id) => sampleDelivery({ id })),
    Date.now(),
  );

function start(send: (delivery: Delivery) => void | Promise<void>, options: { outbox?: OutboxRepository; maxAttempts?: number } = {}) {
  const failures: string[] = [];
  const onFailure = (error: unknown) => void failures.push(String(error));
  sender = new OutboxSender({ channel: 'console', outbox: store.outbox, send, onFailure, nowMs: Date.now, ...options });
  return { sender, failures };
}

describe('an outbox sender', () => {
  test('sends what waits, once, however often it is asked', async () => {
    await queue('a', 'b');
    const { sender } = start(({ id }) => void sent.push(id));
    await Promise.all([sender.flush(), sender.flush(), sender.flush()]);
    await sender.flush();
    expect(sent.sort()).toEqual(['a', 'b']);
  });

  test('sends what was queued while it was sending', async () => {
    await queue('a');
    const { sender } = start(async ({ id }) => {
      sent.push(id);
      if (id === 'a') await queue('b');
    });
    await sender.flush();
    expect(sent).toEqual(['a', 'b']);
  });

  test('tries again by itself, later each time, until the channel takes it', async () => {
    await queue('a');
    const attemptsAtMs: number[] = [];
    const { sender, failures } = start(() => {
      attemptsAtMs.push(Date.now() - 1_000_000);
      if (attemptsAtMs.length < 8) throw new Error('busy');
    });
    await sender.flush();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(attemptsAtMs).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 61_000, 91_000]);
    expect(failures).toHaveLength(7);
  });

  test('one message that fails does not hold up the others', async () => {
    await queue('bad', 'good');
    const { sender } = start(({ id }) => {
      if (id === 'bad') throw new Error('no');
      sent.push(id);
    });
    await sender.flush();
    expect(sent).toEqual(['good']);
  });

  test('gives up after the most attempts, when there is a most', async () => {
    await queue('a');
    let attempts = 0;
    const { sender } = start(
      () => {
        attempts += 1;
        throw new Error('no');
      },
      { maxAttempts: 3 },
    );
    await sender.flush();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(attempts).toBe(3);
  });

  test('does not send again what it could only not mark', async () => {
    await queue('a');
    let broken = true;
    const markDelivered: OutboxRepository['markDelivered'] = (...args) =>
      broken ? Promise.reject(new Error('disk full')) : store.outbox.markDelivered(...args);
    const { sender, failures } = start(({ id }) => void sent.push(id), { outbox: { ...store.outbox, markDelivered } });
    await sender.flush();
    broken = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failures).toEqual(['Error: disk full']);
    expect(sent).toEqual(['a']);
    expect(await store.outbox.due('console', Date.now(), 10)).toEqual([]);
  });

  test('only marks what went out another way', async () => {
    const { sender } = start(({ id }) => void sent.push(id));
    sender.noteHandedOver('a');
    await queue('a');
    await sender.flush();
    expect(sent).toEqual([]);
    expect(await store.outbox.due('console', Date.now(), 10)).toEqual([]);
  });

  test('sends nothing after it was closed, and leaves no timer', async () => {
    await queue('a');
    const { sender } = start(() => {
      throw new Error('busy');
    });
    await sender.flush();
    await sender.close();
    await sender.flush();
    expect(vi.getTimerCount()).toBe(0);
  });
});
