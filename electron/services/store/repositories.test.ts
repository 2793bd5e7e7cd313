import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Store } from './store.ts';
import { bothDatabases } from './testing/databases.ts';
import { sampleCamera, sampleSession, sampleTimeMs, sampleToken, sampleUser } from './testing/samples.ts';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await (await create()).open();
  });

  describe('cameras', () => {
    test('come back exactly as they were written, oldest first', async () => {
      const second = sampleCamera({
        createdAtMs: sampleTimeMs + 1,
        enabled: false,
        deviceTokenHash: 'f'.repeat(64),
        latitude: null,
        longitude: null,
      });
      const first = sampleCamera();
      await store.cameras.insert(second);
      await store.cameras.insert(first);
      expect(await store.cameras.list()).toEqual([first, second]);
      expect(await store.cameras.get(second.id)).toEqual(second);
    });

    test('stored before moving vehicles had a rate of their own get the default one', async () => {
      const camera = sampleCamera();
      const { movingFps: _, ...older } = camera.analysis;
      await store.cameras.insert({ ...camera, analysis: older as typeof camera.analysis });
      expect((await store.cameras.get(camera.id))?.analysis).toEqual({ ...older, movingFps: 10 });
      await store.cameras.remove(camera.id);
    });

    test('are replaced by an update and gone after a removal', async () => {
      const camera = sampleCamera();
      await store.cameras.insert(camera);
      const changed = { ...camera, name: 'Gate 3', enabled: false, analysis: { ...camera.analysis, fps: 1.5, classes: null } };
      await store.cameras.update(changed);
      expect(await store.cameras.get(camera.id)).toEqual(changed);
      expect(await store.cameras.remove(camera.id)).toBe(true);
      expect(await store.cameras.remove(camera.id)).toBe(false);
      expect(await store.cameras.get(camera.id)).toBeNull();
    });

    test('cannot be written twice under one id', async () => {
      const camera = sampleCamera();
      await store.cameras.insert(camera);
      await expect(store.cameras.insert(camera)).rejects.toThrow();
    });

    test('keep text that looks like SQL as text', async () => {
      const camera = sampleCamera({ name: `Robert'); drop table cameras;--`, location: '100% "quoted" \\ ünï 🚗' });
      await store.cameras.insert(camera);
      expect(await store.cameras.get(camera.id)).toEqual(camera);
    });
  });

  describe('sites', () => {
    test('that are removed leave their cameras without a site and say which', async () => {
      await store.sites.insert({ id: 'yard', name: 'Yard', address: '', createdAtMs: 1 });
      const camera = sampleCamera({ siteId: 'yard' });
      await store.cameras.insert(camera);
      expect(await store.sites.remove('yard')).toEqual({ cameraIds: [camera.id] });
      expect((await store.cameras.get(camera.id))?.siteId).toBeNull();
      expect(await store.sites.remove('yard')).toBeNull();
    });

    test('must exist when a camera names one', async () => {
      await expect(store.cameras.insert(sampleCamera({ siteId: 'nowhere' }))).rejects.toThrow();
    });
  });

  describe('users', () => {
    test('have unique names', async () => {
      const ann = sampleUser({ username: 'ann' });
      expect(await store.users.insert(ann)).toBe(true);
      expect(await store.users.insert(sampleUser({ username: 'ann' }))).toBe(false);
      expect(await store.users.findByUsername('ann')).toEqual(ann);
    });

    test('always keep an admin, also when two admins remove each other at the same moment', async () => {
      const [one, two] = [sampleUser({ role: 'admin' }), sampleUser({ role: 'admin' })];
      await store.users.insert(one);
      await store.users.insert(two);
      const outcomes = await Promise.allSettled([store.users.remove(one.id), store.users.update(two.id, { role: 'viewer' })]);
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
      expect((await store.users.list()).filter((user) => user.role === 'admin')).toHaveLength(1);
    });

    test('take their sessions with them', async () => {
      const user = sampleUser();
      const session = sampleSession(user.id);
      await store.users.insert(user);
      await store.sessions.insert(session, [sampleToken(session.id)]);
      expect(await store.users.remove(user.id)).toEqual({ sessionIds: [session.id] });
      expect(await store.sessions.get(session.id)).toBeNull();
      expect(await store.users.remove(user.id)).toBeNull();
    });
  });

  describe('sessions', () => {
    test('are found by the hash of their token, with their user', async () => {
      const user = sampleUser();
      const session = sampleSession(user.id);
      const [access, refresh] = [sampleToken(session.id, { expiresAtMs: 5 }), sampleToken(session.id, { kind: 'refresh' })];
      await store.users.insert(user);
      await store.sessions.insert(session, [access, refresh]);
      const { passwordHash: _secret, ...shown } = user;
      expect(await store.sessions.findByToken(access.tokenHash, 'access')).toEqual({ token: access, session, user: shown });
      expect(await store.sessions.findByToken(refresh.tokenHash, 'refresh')).toEqual({ token: refresh, session, user: shown });
      expect(await store.sessions.findByToken(refresh.tokenHash, 'access')).toBeNull();
      expect(await store.sessions.findByToken('0'.repeat(64), 'access')).toBeNull();
    });

    test('give out one next pair, whoever asks at the same moment', async () => {
      const user = sampleUser();
      const session = sampleSession(user.id);
      const first = sampleToken(session.id, { kind: 'refresh' });
      await store.users.insert(user);
      await store.sessions.insert(session, [first]);
      const rotate = () => {
        const tokens = [sampleToken(session.id, { kind: 'refresh', generation: 1 })];
        const times = { nowMs: 20, expiresAtMs: sampleTimeMs * 2, forgetReplacedAtMs: 30 };
        return store.sessions.rotate({ sessionId: session.id, fromGeneration: 0, tokens, ...times });
      };
      expect((await Promise.all([rotate(), rotate(), rotate()])).filter(Boolean)).toEqual([true]);
      expect(await store.sessions.get(session.id)).toMatchObject({ generation: 1, confirmedGeneration: 0, rotatedAtMs: 20 });
      await store.sessions.confirm(session.id, 1);
      await store.sessions.confirm(session.id, 0);
      expect(await store.sessions.get(session.id)).toMatchObject({ confirmedGeneration: 1 });
      expect(await store.sessions.findByToken(first.tokenHash, 'refresh')).toMatchObject({ token: { expiresAtMs: 30 } });
      await store.sessions.removeExpired(30);
      expect(await store.sessions.findByToken(first.tokenHash, 'refresh')).toBeNull();
    });

    test('end together, all but one, or by time', async () => {
      const user = sampleUser();
      await store.users.insert(user);
      const [kept, late, ended] = [sampleSession(user.id), sampleSession(user.id, { expiresAtMs: 10 }), sampleSession(user.id)];
      for (const session of [kept, late, ended]) await store.sessions.insert(session, [sampleToken(session.id)]);
      expect((await store.sessions.listOfUser(user.id, 10)).map(({ id }) => id).sort()).toEqual([kept.id, ended.id].sort());
      expect(await store.sessions.removeExpired(10)).toEqual([late.id]);
      expect(await store.sessions.removeOfUser(user.id, kept.id)).toEqual([ended.id]);
      expect(await store.sessions.extend(kept.id, 11, sampleTimeMs * 2)).toBe(true);
      expect(await store.sessions.get(kept.id)).toMatchObject({ lastSeenAtMs: 11, expiresAtMs: sampleTimeMs * 2 });
      expect(await store.sessions.removeOfUser(user.id)).toEqual([kept.id]);
      expect(await store.sessions.extend(kept.id, 12, 13)).toBe(false);
    });
  });

  describe('settings', () => {
    const schema = z.object({ threshold: z.number() });

    test('are null until written, and the last writing counts', async () => {
      expect(await store.settings.get('fresh', schema)).toBeNull();
      await store.settings.set('fresh', { threshold: 0.1 }, 1);
      await store.settings.set('fresh', { threshold: 0.2 }, 2);
      expect(await store.settings.get('fresh', schema)).toEqual({ threshold: 0.2 });
    });

    test('of another shape are refused by name, not handed on', async () => {
      await store.settings.set('bent', { threshold: 'high' }, 1);
      await expect(store.settings.get('bent', schema)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('"bent"'),
      });
    });
  });
});
