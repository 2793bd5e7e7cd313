import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import type { Store } from '../store/store.ts';
import { bothDatabases } from '../store/testing/databases.ts';
import { createAuthHandlers } from './auth-handlers.ts';
import { AuthService } from './auth-service.ts';

const hour = 60 * 60_000;
const here = { address: '10.0.0.1' };
const password = 'a long enough password';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let auth: AuthService;
  let nowMs = 0;
  let logged: string[] = [];
  const ended: string[] = [];
  const services: AuthService[] = [];
  const start = (): AuthService => {
    const note = (fields: unknown, message?: string) => void logged.push(JSON.stringify([fields, message]));
    const service = new AuthService({ store, log: { info: note, warn: note }, nowMs: () => nowMs });
    services.push(service);
    return service;
  };
  beforeAll(async () => {
    store = await (await create()).open();
  });
  beforeEach(() => {
    nowMs = 1_763_712_000_000;
    logged = [];
    ended.length = 0;
    auth = start();
    auth.onSessionEnded((sessionId) => void ended.push(sessionId));
  });
  afterEach(() => {
    for (const service of services.splice(0)) service.close();
  });

  /** A user of their own for each test: tests share a database. */
  let count = 0;
  const newUser = (role: 'viewer' | 'responder' | 'operator' | 'admin' = 'operator') => {
    count += 1;
    return auth.users.create({ username: `user-${count}`, password, role });
  };

  test('the first admin has the given password, later ones in the environment are ignored', async () => {
    const own = await (await create()).open();
    const fresh = new AuthService({ store: own, log: { info: () => undefined, warn: () => undefined } });
    services.push(fresh);
    expect(await fresh.ensureFirstAdmin('given in the environment')).toEqual({ username: 'admin', generatedPassword: null });
    expect(await fresh.ensureFirstAdmin('another password')).toBeNull();
    expect((await fresh.login('admin', 'given in the environment', here)).user).toMatchObject({ username: 'admin', role: 'admin' });
    await expect(fresh.login('admin', 'another password', here)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('without one it is made up, told once, and works', async () => {
    const own = await (await create()).open();
    const fresh = new AuthService({ store: own, log: { info: () => undefined, warn: () => undefined } });
    services.push(fresh);
    const admin = await fresh.ensureFirstAdmin(null);
    expect(admin?.generatedPassword).toMatch(/^([a-hj-km-np-z2-9]{5}-){3}[a-hj-km-np-z2-9]{5}$/);
    expect((await fresh.login('Admin ', admin?.generatedPassword ?? '', here)).user.role).toBe('admin');
    expect(await fresh.ensureFirstAdmin(null)).toBeNull();
  });

  test('stations that start at once over one database make one first admin', async () => {
    const own = await (await create()).open();
    const stations = [1, 2, 3].map(() => new AuthService({ store: own, log: { info: () => undefined, warn: () => undefined } }));
    services.push(...stations);
    const made = await Promise.all(stations.map((station) => station.ensureFirstAdmin(null)));
    const [admin, ...others] = made.filter((outcome) => outcome !== null);
    expect(others).toEqual([]);
    expect((await stations[0]?.login('admin', admin?.generatedPassword ?? '', here))?.user.role).toBe('admin');
  });

  test('a token opens the door until sign-out, and no other does', async () => {
    const user = await newUser();
    const login = await auth.login(user.username, password, here);
    expect(login).toMatchObject({ user, expiresAtMs: nowMs + 12 * hour });
    expect(await auth.authenticate(login.accessToken, '10.0.0.2')).toEqual({ user, sessionId: login.sessionId, address: '10.0.0.2' });
    for (const wrong of ['', 'x', `${login.accessToken}x`, login.accessToken.slice(1), login.sessionId, 'y'.repeat(5000)]) {
      expect(await auth.authenticate(wrong, '10.0.0.2')).toBeNull();
    }
    await auth.logout(login.sessionId);
    expect(await auth.authenticate(login.accessToken, '10.0.0.2')).toBeNull();
    expect(ended).toEqual([login.sessionId]);
  });

  test('neither token nor password is in the database or the log', async () => {
    const user = await newUser();
    const { accessToken, sessionId } = await auth.login(user.username, password, here);
    await expect(auth.login(user.username, 'a wrong password', here)).rejects.toThrow();
    const kept = JSON.stringify([await store.users.get(user.id), await store.sessions.get(sessionId), logged]);
    for (const secret of [accessToken, password, 'a wrong password']) expect(kept).not.toContain(secret);
  });

  test('an unknown name and a wrong password read the same', async () => {
    const user = await newUser();
    const failures = await Promise.all(
      [auth.login(user.username, 'a wrong password', here), auth.login('no-such-user', password, here)].map((attempt) =>
        attempt.catch((error: unknown) => error),
      ),
    );
    expect(failures[0]).toMatchObject({ code: 'unauthenticated', message: 'The name or the password is wrong.' });
    expect(failures[1]).toEqual(failures[0]);
  });

  test('guessing is slowed down, the right password waits too, and then works', async () => {
    const user = await newUser();
    for (let index = 0; index < 4; index += 1) {
      await expect(auth.login(user.username, 'a wrong password', here)).rejects.toMatchObject({
        code: index < 3 ? 'unauthenticated' : 'rate_limited',
      });
    }
    await expect(auth.login(user.username, password, here)).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retryAfterSeconds: 1 },
    });
    expect((await auth.login(user.username, password, { address: '10.0.0.7' })).user).toEqual(user);
    nowMs += 1000;
    expect((await auth.login(user.username, password, here)).user).toEqual(user);
  });

  test('a session in use stays, one that is not ends after twelve hours, and every one after thirty days', async () => {
    const user = await newUser();
    const { accessToken, sessionId } = await auth.login(user.username, password, here);
    for (let index = 0; index < 5; index += 1) {
      nowMs += 11 * hour;
      expect(await auth.authenticate(accessToken, '::1')).not.toBeNull();
    }
    nowMs += 12 * hour;
    expect(await auth.authenticate(accessToken, '::1')).toBeNull();
    const second = await auth.login(user.username, password, here);
    for (let index = 0; index < 30 * 24; index += 11) {
      expect(await auth.touch(second.sessionId)).toBe(true);
      nowMs += 11 * hour;
    }
    expect(await auth.touch(second.sessionId)).toBe(false);
    expect(await auth.touch(sessionId)).toBe(false);
  });

  test('a restarted station knows its sessions, and one signed out elsewhere is noticed soon', async () => {
    const user = await newUser();
    const { accessToken, sessionId } = await auth.login(user.username, password, here);
    const other = start();
    expect(await other.authenticate(accessToken, '::1')).toMatchObject({ sessionId });
    await auth.logout(sessionId);
    expect(await auth.authenticate(accessToken, '::1')).toBeNull();
    nowMs += 31_000;
    expect(await other.authenticate(accessToken, '::1')).toBeNull();
  });

  test('asking again does not ask the database', async () => {
    let lookUps = 0;
    const findByTokenHash: Store['sessions']['findByTokenHash'] = (hash) => {
      lookUps += 1;
      return store.sessions.findByTokenHash(hash);
    };
    const user = await newUser();
    const { accessToken } = await auth.login(user.username, password, here);
    const counting = new AuthService({
      store: { users: store.users, sessions: { ...store.sessions, findByTokenHash } },
      log: { info: () => undefined, warn: () => undefined },
      nowMs: () => nowMs,
    });
    services.push(counting);
    for (let index = 0; index < 100; index += 1) expect(await counting.authenticate(accessToken, '::1')).not.toBeNull();
    expect(lookUps).toBe(1);
  });

  test('a new role, a new password and removal end the sessions of the user at once', async () => {
    const user = await newUser();
    const signIn = async (word: string) => {
      const login = await auth.login(user.username, word, here);
      expect(await auth.authenticate(login.accessToken, '::1')).not.toBeNull();
      return login;
    };
    const first = await signIn(password);
    await auth.users.update(user.id, { role: 'operator' });
    expect(await auth.authenticate(first.accessToken, '::1')).not.toBeNull();
    await auth.users.update(user.id, { role: 'viewer' });
    const second = await signIn(password);
    await auth.users.update(user.id, { password: 'another long password' });
    const third = await signIn('another long password');
    await auth.users.remove(user.id);
    for (const login of [first, second, third]) expect(await auth.authenticate(login.accessToken, '::1')).toBeNull();
    expect(ended).toEqual([first.sessionId, second.sessionId, third.sessionId]);
  });

  test('changing one’s own password keeps this session, ends the others, and needs the current one', async () => {
    const user = await newUser();
    const [kept, other] = [await auth.login(user.username, password, here), await auth.login(user.username, password, here)];
    const caller = { user, sessionId: kept.sessionId, address: here.address };
    await expect(auth.changePassword(caller, { current: 'a wrong password', next: 'x'.repeat(12) })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await auth.changePassword(caller, { current: password, next: 'another long password' });
    expect(await auth.authenticate(kept.accessToken, '::1')).not.toBeNull();
    expect(await auth.authenticate(other.accessToken, '::1')).toBeNull();
    expect(ended).toEqual([other.sessionId]);
    expect((await auth.login(user.username, 'another long password', here)).user).toEqual(user);
  });

  test('a sign-in with the old password that overlaps its change does not survive it', async () => {
    const user = await newUser();
    const insert: Store['sessions']['insert'] = async (session) => {
      await auth.users.update(user.id, { password: 'another long password' });
      await store.sessions.insert(session);
    };
    const overtaken = new AuthService({
      store: { users: store.users, sessions: { ...store.sessions, insert } },
      log: { info: () => undefined, warn: () => undefined },
      nowMs: () => nowMs,
    });
    services.push(overtaken);
    await expect(overtaken.login(user.username, password, here)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await store.sessions.removeOfUser(user.id)).toEqual([]);
  });

  test('expired sessions are swept and their connections told', async () => {
    const user = await newUser();
    const { sessionId } = await auth.login(user.username, password, here);
    nowMs += 13 * hour;
    await auth.sweepSessions();
    expect(ended).toContain(sessionId);
    expect(await store.sessions.get(sessionId)).toBeNull();
  });

  test('a name is taken once', async () => {
    const user = await newUser();
    await expect(auth.users.create({ username: user.username, password, role: 'viewer' })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('users that are not there are not found', async () => {
    await expect(auth.users.update('x', { role: 'viewer' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(auth.users.remove('x')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the last admin stays', async () => {
    const own = await (await create()).open();
    const fresh = new AuthService({ store: own, log: { info: () => undefined, warn: () => undefined } });
    services.push(fresh);
    await fresh.ensureFirstAdmin(password);
    const [admin] = await fresh.users.list();
    for (const act of [() => fresh.users.remove(admin?.id ?? ''), () => fresh.users.update(admin?.id ?? '', { role: 'viewer' })]) {
      await expect(act()).rejects.toMatchObject({ code: 'conflict' });
    }
    await fresh.users.create({ username: 'second', password, role: 'admin' });
    await fresh.users.remove(admin?.id ?? '');
    expect((await fresh.users.list()).map((user) => user.username)).toEqual(['second']);
  });

  test('the handlers serve the contract from sign-in to sign-out', async () => {
    const handlers = createAuthHandlers(auth);
    const user = await newUser('admin');
    const stranger: Caller = { user: null, sessionId: null, ...here };
    const login = await handlers['auth.login']({ username: user.username, password }, stranger);
    expect(login).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresAtMs: nowMs + 12 * hour, user });
    const caller = (await auth.authenticate(login.accessToken, here.address)) ?? stranger;
    expect(await handlers['auth.me']({}, caller)).toEqual(user);
    const made = await handlers['users.create']({ username: `made-${user.username}`, password, role: 'viewer' }, caller);
    expect(await handlers['users.list']({}, caller)).toContainEqual(made);
    expect(await handlers['users.update']({ id: made.id, role: 'responder' }, caller)).toEqual({ ...made, role: 'responder' });
    expect(await handlers['users.delete']({ id: made.id }, caller)).toEqual({ done: true });
    await handlers['auth.changePassword']({ currentPassword: password, newPassword: 'another long password' }, caller);
    expect(await handlers['auth.logout']({}, caller)).toEqual({ done: true });
    expect(await auth.authenticate(login.accessToken, here.address)).toBeNull();
  });
});
