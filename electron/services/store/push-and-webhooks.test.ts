import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PushSubscription } from './push-repository.ts';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleTimeMs, sampleUser } from './testing/samples.ts';
import type { NewWebhookAttempt, WebhookRecord } from './webhook-repository.ts';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await (await create()).open();
    await store.users.insert(sampleUser({ id: 'ann' }));
    await store.users.insert(sampleUser({ id: 'bob' }));
  });

  const subscription = (overrides: Partial<PushSubscription> = {}): PushSubscription => ({
    id: randomUUID(),
    userId: 'ann',
    endpoint: `https://push.example/${randomUUID()}`,
    p256dh: 'key',
    auth: 'auth',
    device: 'Phone',
    language: 'en',
    createdAtMs: sampleTimeMs,
    lastDeliveredAtMs: null,
    ...overrides,
  });

  describe('devices', () => {
    test('belong to a user until somebody else signs in there', async () => {
      const phone = subscription();
      await store.push.put(phone);
      expect(await store.push.ofUser('ann')).toEqual([phone]);
      const taken = { ...phone, id: randomUUID(), userId: 'bob' };
      await store.push.put(taken);
      expect(await store.push.ofUser('ann')).toEqual([]);
      expect(await store.push.ofUser('bob')).toEqual([taken]);
    });

    test('are removed by their owner only', async () => {
      const phone = subscription();
      await store.push.put(phone);
      expect(await store.push.remove(phone.id, 'bob')).toBe(false);
      expect(await store.push.remove(phone.id, 'ann')).toBe(true);
    });

    test('remember what they got until it no longer matters', async () => {
      const phone = subscription();
      await store.push.put(phone);
      await store.push.noteTaken(phone.id, 'message-1', sampleTimeMs + 5);
      await store.push.noteTaken(phone.id, 'message-1', sampleTimeMs + 6);
      expect(await store.push.gotIt('message-1')).toEqual(new Set([phone.id]));
      expect(await store.push.ofUser('ann')).toMatchObject([{ lastDeliveredAtMs: sampleTimeMs + 6 }]);
      await store.push.prune(sampleTimeMs + 8 * 24 * 60 * 60 * 1000);
      expect(await store.push.gotIt('message-1')).toEqual(new Set());
    });

    test('go with their user', async () => {
      await store.users.insert(sampleUser({ id: 'cid' }));
      const phone = subscription({ userId: 'cid' });
      await store.push.put(phone);
      await store.push.noteTaken(phone.id, 'message-2', sampleTimeMs);
      await store.users.remove('cid');
      expect(await store.push.ofUser('cid')).toEqual([]);
      expect(await store.push.gotIt('message-2')).toEqual(new Set());
    });
  });

  describe('webhooks', () => {
    const webhook = (): WebhookRecord => ({
      id: randomUUID(),
      url: 'https://hooks.example/x',
      events: ['incident.created', 'camera.offline'],
      enabled: true,
      sealedSecret: 'sealed:1:...',
      createdAtMs: sampleTimeMs,
      lastDeliveredAtMs: null,
      lastError: null,
    });
    const attempt = (webhookId: string, overrides: Partial<NewWebhookAttempt> = {}): NewWebhookAttempt => ({
      ...{ id: randomUUID(), webhookId, delivery: 'd-1', event: 'incident.created', body: '{"a":1}' },
      ...{ atMs: sampleTimeMs, durationMs: 5, status: 200, error: null, ...overrides },
    });

    test('are kept, switched and removed with their log', async () => {
      const hook = webhook();
      await store.webhooks.insert(hook);
      expect(await store.webhooks.get(hook.id)).toEqual(hook);
      expect(await store.webhooks.setEnabled(hook.id, false)).toBe(true);
      expect(await store.webhooks.list()).toContainEqual({ ...hook, enabled: false });
      await store.webhooks.noteAttempt(attempt(hook.id));
      expect(await store.webhooks.remove(hook.id)).toBe(true);
      expect(await store.webhooks.remove(hook.id)).toBe(false);
      expect(await store.webhooks.attempts(hook.id, 10)).toEqual([]);
    });

    test('tell how the last attempt went, and keep what was sent for a replay', async () => {
      const hook = webhook();
      await store.webhooks.insert(hook);
      await store.webhooks.noteAttempt(attempt(hook.id, { status: 500, error: 'HTTP 500' }));
      expect(await store.webhooks.get(hook.id)).toMatchObject({ lastError: 'HTTP 500', lastDeliveredAtMs: null });
      await store.webhooks.noteAttempt(attempt(hook.id, { atMs: sampleTimeMs + 10 }));
      expect(await store.webhooks.get(hook.id)).toMatchObject({ lastError: null, lastDeliveredAtMs: sampleTimeMs + 15 });
      expect((await store.webhooks.attempts(hook.id, 10)).map(({ status }) => status)).toEqual([200, 500]);
      expect(await store.webhooks.bodyOf(hook.id, 'd-1')).toBe('{"a":1}');
      expect(await store.webhooks.bodyOf(hook.id, 'd-2')).toBeNull();
    });

    test('keep the newest of a long log', async () => {
      const hook = webhook();
      await store.webhooks.insert(hook);
      for (let n = 0; n < 203; n += 1) await store.webhooks.noteAttempt(attempt(hook.id, { delivery: `d-${n}`, atMs: sampleTimeMs + n }));
      const kept = await store.webhooks.attempts(hook.id, 500);
      expect(kept).toHaveLength(200);
      expect(kept[0]?.delivery).toBe('d-202');
    });

    test('that were removed meanwhile get no log', async () => {
      await store.webhooks.noteAttempt(attempt('gone'));
      expect(await store.webhooks.attempts('gone', 10)).toEqual([]);
    });
  });
});
