import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleDelivery } from './testing/samples.ts';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let channel = '';
  beforeAll(async () => {
    store = await (await create()).open();
  });
  beforeEach(() => {
    channel = `channel-${randomUUID()}`;
  });
  const enqueue = (overrides: Parameters<typeof sampleDelivery>[0], nowMs: number) =>
    store.outbox.enqueue([sampleDelivery({ channel, ...overrides })], nowMs);
  const dueIds = async (nowMs: number) => (await store.outbox.due(channel, nowMs, 10)).map((delivery) => delivery.id);

  test('urgent messages go first, then old ones', async () => {
    await enqueue({ id: `${channel}-a`, priority: 1 }, 10);
    await enqueue({ id: `${channel}-b`, priority: 100 }, 30);
    await enqueue({ id: `${channel}-c`, priority: 100 }, 20);
    expect(await dueIds(30)).toEqual([`${channel}-c`, `${channel}-b`, `${channel}-a`]);
    expect(await store.outbox.due(channel, 30, 1)).toHaveLength(1);
    expect(await store.outbox.due('another', 30, 10)).toEqual([]);
  });

  test('one key is queued once', async () => {
    await enqueue({ idempotencyKey: `${channel}-key` }, 10);
    await enqueue({ idempotencyKey: `${channel}-key` }, 20);
    expect(await dueIds(30)).toHaveLength(1);
  });

  test('a failed attempt waits, counts and says why; giving up ends it', async () => {
    const id = `${channel}-f`;
    await enqueue({ id }, 10);
    await store.outbox.markAttemptFailed(id, 'no answer', 5000);
    expect(await dueIds(4999)).toEqual([]);
    expect(await store.outbox.nextAttemptAtMs(channel)).toBe(5000);
    expect(await store.outbox.due(channel, 5000, 10)).toMatchObject([{ id, attempts: 1, lastError: 'no answer', state: 'pending' }]);
    await store.outbox.markAttemptFailed(id, 'still none', null);
    expect(await dueIds(9000)).toEqual([]);
    expect(await store.outbox.nextAttemptAtMs(channel)).toBeNull();
  });

  test('a delivered message is done with', async () => {
    const id = `${channel}-d`;
    await enqueue({ id, payload: { text: 'für "dich"' } }, 10);
    expect(await store.outbox.due(channel, 10, 1)).toMatchObject([{ payload: { text: 'für "dich"' } }]);
    await store.outbox.markDelivered(id, 15);
    expect(await dueIds(1000)).toEqual([]);
  });

  test('a damaged row is given up and does not hold up the others', async () => {
    await enqueue({ id: `${channel} is no valid id` }, 10);
    await enqueue({ id: `${channel}-ok` }, 20);
    expect(await dueIds(20)).toEqual([`${channel}-ok`]);
    expect((await store.outbox.nextAttemptAtMs(channel)) ?? 0).toBe(20);
  });

  test('what has outlived its use is given up', async () => {
    await enqueue({ expiresAtMs: 100 }, 10);
    await enqueue({ id: `${channel}-x`, expiresAtMs: 101 }, 10);
    await enqueue({ id: `${channel}-y`, expiresAtMs: null }, 20);
    expect(await store.outbox.expire(channel, 100)).toBe(1);
    expect(await dueIds(100)).toEqual([`${channel}-x`, `${channel}-y`]);
  });
});
