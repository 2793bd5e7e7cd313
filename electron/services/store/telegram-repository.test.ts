import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { everyCamera } from './pause-repository.ts';
import type { Store } from './store.ts';
import type { TelegramMessage } from './telegram-repository.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleTimeMs } from './testing/samples.ts';

const dayMs = 24 * 60 * 60 * 1000;

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await (await create()).open();
  });

  describe('codes', () => {
    test('link once, also when two chats send one at the same moment', async () => {
      await store.telegram.addCode('hash-1', 'ann', sampleTimeMs + 1);
      const used = await Promise.all([
        store.telegram.redeemCode('hash-1', sampleTimeMs),
        store.telegram.redeemCode('hash-1', sampleTimeMs),
      ]);
      expect(used.filter((contactId) => contactId === 'ann')).toHaveLength(1);
      expect(await store.telegram.redeemCode('hash-1', sampleTimeMs)).toBeNull();
    });

    test('are worth nothing once their time is over', async () => {
      await store.telegram.addCode('hash-2', 'ann', sampleTimeMs);
      expect(await store.telegram.redeemCode('hash-2', sampleTimeMs)).toBeNull();
    });
  });

  describe('messages', () => {
    const message = (overrides: Partial<TelegramMessage> = {}): TelegramMessage => ({
      ...{ chatId: '-1001234567890123', messageId: 7, incidentId: randomUUID(), kind: 'photo' },
      ...{ idempotencyKey: randomUUID(), sentAtMs: sampleTimeMs },
      ...overrides,
    });

    test('are found by the delivery that sent them, and by chat and incident', async () => {
      const alert = message();
      const venue = message({ ...alert, messageId: 8, kind: 'venue' });
      await store.telegram.noteMessage(alert);
      await store.telegram.noteMessage(venue);
      await store.telegram.noteMessage({ ...alert, kind: 'text', idempotencyKey: null });
      expect(await store.telegram.sentBy(alert.idempotencyKey ?? '')).toEqual([alert, venue]);
      expect(await store.telegram.messagesIn(alert.chatId, alert.incidentId)).toEqual([alert, venue]);
      expect(await store.telegram.messagesIn('5', alert.incidentId)).toEqual([]);
    });
  });

  describe('updates', () => {
    test('act again only when they were cut short', async () => {
      expect(await store.telegram.beginUpdate('bot', 900_000_000_001, sampleTimeMs)).toBe(true);
      expect(await store.telegram.lastUpdateId('bot', sampleTimeMs)).toBeNull();
      expect(await store.telegram.beginUpdate('bot', 900_000_000_001, sampleTimeMs)).toBe(true);
      await store.telegram.endUpdate('bot', 900_000_000_001, sampleTimeMs);
      expect(await store.telegram.beginUpdate('bot', 900_000_000_001, sampleTimeMs)).toBe(false);
      expect(await store.telegram.beginUpdate('other', 900_000_000_001, sampleTimeMs)).toBe(true);
      expect(await store.telegram.lastUpdateId('bot', sampleTimeMs)).toBe(900_000_000_001);
    });

    test('are forgotten after some days, when Telegram may count anew', async () => {
      await store.telegram.beginUpdate('old', 5, sampleTimeMs);
      await store.telegram.endUpdate('old', 5, sampleTimeMs);
      expect(await store.telegram.lastUpdateId('old', sampleTimeMs + 3 * dayMs)).toBeNull();
      await store.telegram.prune(sampleTimeMs + 3 * dayMs);
      expect(await store.telegram.beginUpdate('old', 5, sampleTimeMs)).toBe(true);
    });
  });

  test('answers are kept one a contact and kind', async () => {
    const answer = { incidentId: 'i1', contactId: 'ann', answer: 'declined' as const, chatId: '5', who: 'Ann', atMs: sampleTimeMs };
    await store.answers.record(answer);
    await store.answers.record({ ...answer, atMs: sampleTimeMs + 1 });
    await store.answers.record({ ...answer, contactId: 'bob', who: 'Bob', atMs: sampleTimeMs + 2 });
    expect(await store.answers.ofIncident('i1')).toEqual([
      { ...answer, atMs: sampleTimeMs + 1 },
      { ...answer, contactId: 'bob', who: 'Bob', atMs: sampleTimeMs + 2 },
    ]);
    expect(await store.answers.ofIncident('i2')).toEqual([]);
  });

  test('pauses are kept one a contact and camera, until they are over or taken back', async () => {
    await store.pauses.set('ann', 'gate', sampleTimeMs);
    await store.pauses.set('ann', 'gate', sampleTimeMs + 10);
    await store.pauses.set('bob', everyCamera, null);
    expect(await store.pauses.list()).toEqual([
      { contactId: 'ann', cameraId: 'gate', untilMs: sampleTimeMs + 10 },
      { contactId: 'bob', cameraId: everyCamera, untilMs: null },
    ]);
    await store.pauses.prune(sampleTimeMs + 10);
    expect(await store.pauses.list()).toEqual([{ contactId: 'bob', cameraId: everyCamera, untilMs: null }]);
    expect(await store.pauses.clear('bob')).toBe(1);
    expect(await store.pauses.list()).toEqual([]);
  });
});
