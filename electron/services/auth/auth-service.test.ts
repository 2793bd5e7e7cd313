import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import type { Store } from '../store/store.ts';
import { bothDatabases } from '../store/testing/databases.ts';
import { createAuthHandlers } from './auth-handlers.ts';
import type { AuthService } from './auth-service.ts';
import { type AuthRig, authRig, stranger } from './testing/auth-rig.ts';

const hour = 60 * 60_000;
const here = stranger('10.0.0.1');
const password = 'a long enough password';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let auth: AuthService;
  let nowMs = 0;
  let logged: string[] = [];
  let ended: string[] = [];
  const services: AuthService[] = [];
  const start = (over: Parameters<typeof authRig>[0] = store): AuthRig => {
    const rig = authRig(over, () => nowMs);
    services.push(rig.auth);
    return rig;
  };
  beforeAll(async () => {
    store = await (await create()).open();
  });
  beforeEach(() => {
    nowMs = 1_763_712_000_000;
    ({ auth, logged, ended } = start());
  });
  afterEach(() => {
    for (const service of services.splice(0)) service.close();
  });

  const signIn = (username: string, word: string, caller: Caller = here) => auth.login({ username, password: word }, caller);
  /** A user of their own for each test: tests share a database. */
  let count = 0;
  const newUser = (role: 'viewer' | 'responder' | 'operator' | 'admin' = 'operator') => {
    count += 1;
    return auth.users.create({ username: `user-${count}`, password, role });
  };

  test('the first admin has the given password, later ones in the environment are ignored', async () => {
    const own = await (await create()).open();
    const fresh = start(own).auth;
    expect(await fresh.ensureFirstAdmin('given in the environment')).toEqual({ username: 'admin', generatedPassword: null });
    expect(await fresh.ensureFirstAdmin('another password')).toBeNull();
    expect((await fresh.login({ username: 'admin', password: 'given in the environment' }, here)).user).toMatchObject({
      username: 'admin',
      role: 'admin',
    });
    await expect(fresh.login({ username: 'admin', password: 'another password' }, here)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('without one it is made up, told once, and works', async () => {
    const own = await (await create()).open();
    const fresh = start(own).auth;
    const admin = await fresh.ensureFirstAdmin(null);
    expect(admin?.generatedPassword).toMatch(/^([a-hj-km-np-z2-9]{5}-){3}[a-hj-km-np-z2-9]{5}$/);
    expect((await fresh.login({ username: 'Admin ', password: admin?.generatedPassword ?? '' }, here)).user.role).toBe('admin');
    expect(await fresh.ensureFirstAdmin(null)).toBeNull();
  });

  test('stations that start at once over one database make one first admin', async () => {
    const own = await (await create()).open();
    const stations = [1, 2, 3].map(() => start(own).auth);
    const made = await Promise.all(stations.map((station) => station.ensureFirstAdmin(null)));
    const [admin, ...others] = made.filter((outcome) => outcome !== null);
    expect(others).toEqual([]);
    expect((await stations[0]?.login({ username: 'admin', password: admin?.generatedPassword ?? '' }, here))?.user.role).toBe('admin');
  });

  test('a token opens the door until sign-out, and no other does', async () => {
    const user = await newUser();
    const login = await signIn(user.username, password, here);
    expect(login).toMatchObject({ user, expiresAtMs: nowMs + hour });
    expect(await auth.authenticate(login.accessToken, '10.0.0.2')).toEqual({ user, sessionId: login.sessionId, address: '10.0.0.2' });
    for (const wrong of ['', 'x', `${login.accessToken}x`, login.accessToken.slice(1), login.sessionId, 'y'.repeat(5000)]) {
      expect(await auth.authenticate(wrong, '10.0.0.2')).toBeNull();
    }
    await auth.sessions.end(login.sessionId);
    expect(await auth.authenticate(login.accessToken, '10.0.0.2')).toBeNull();
    expect(ended).toEqual([login.sessionId]);
  });

  test('neither token nor password is in the database or the log', async () => {
    const user = await newUser();
    const { accessToken, sessionId } = await signIn(user.username, password, here);
    await expect(signIn(user.username, 'a wrong password', here)).rejects.toThrow();
    const kept = JSON.stringify([await store.users.get(user.id), await store.sessions.get(sessionId), logged]);
    for (const secret of [accessToken, password, 'a wrong password']) expect(kept).not.toContain(secret);
  });

  test('an unknown name and a wrong password read the same', async () => {
    const user = await newUser();
    const failures = await Promise.all(
      [signIn(user.username, 'a wrong password', here), signIn('no-such-user', password, here)].map((attempt) =>
        attempt.catch((error: unknown) => error),
      ),
    );
    expect(failures[0]).toMatchObject({ code: 'unauthenticated', message: 'The name or the password is wrong.' });
    expect(failures[1]).toEqual(failures[0]);
  });

  test('guessing is slowed down, the right password waits too, and then works', async () => {
    const user = await newUser();
    for (let index = 0; index < 4; index += 1) {
      await expect(signIn(user.username, 'a wrong password', here)).rejects.toMatchObject({
        code: index < 3 ? 'unauthenticated' : 'rate_limited',
      });
    }
    await expect(signIn(user.username, password, here)).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retryAfterSeconds: 1 },
    });
    expect((await signIn(user.username, password, stranger('10.0.0.7'))).user).toEqual(user);
    nowMs += 1000;
    expect((await signIn(user.username, password, here)).user).toEqual(user);
  });

  test('a session in use never ends, and one that is not ends after seven days', async () => {
    const user = await newUser();
    const { sessionId } = await signIn(user.username, password);
    for (let day = 0; day < 90; day += 6) {
      expect(await auth.touch(sessionId)).toBe(true);
      nowMs += 6 * 24 * hour;
    }
    expect(await auth.touch(sessionId)).toBe(true);
    nowMs += 7 * 24 * hour;
    expect(await auth.touch(sessionId)).toBe(false);
  });

  test('an access token ends after an hour, the session does not', async () => {
    const user = await newUser();
    const { accessToken, sessionId } = await signIn(user.username, password);
    nowMs += hour - 1;
    expect(await auth.authenticate(accessToken, '::1')).not.toBeNull();
    nowMs += 1;
    expect(await auth.authenticate(accessToken, '::1')).toBeNull();
    expect(await auth.touch(sessionId)).toBe(true);
  });

  test('a restarted station knows its sessions, and one signed out elsewhere is noticed soon', async () => {
    const user = await newUser();
    const { accessToken, sessionId } = await signIn(user.username, password, here);
    const other = start().auth;
    expect(await other.authenticate(accessToken, '::1')).toMatchObject({ sessionId });
    await auth.sessions.end(sessionId);
    expect(await auth.authenticate(accessToken, '::1')).toBeNull();
    nowMs += 31_000;
    expect(await other.authenticate(accessToken, '::1')).toBeNull();
  });

  test('asking again does not ask the database', async () => {
    let lookUps = 0;
    const findByToken: Store['sessions']['findByToken'] = (hash, kind) => {
      lookUps += 1;
      return store.sessions.findByToken(hash, kind);
    };
    const user = await newUser();
    const { accessToken } = await signIn(user.username, password);
    const counting = start({ ...store, sessions: { ...store.sessions, findByToken } }).auth;
    for (let index = 0; index < 100; index += 1) expect(await counting.authenticate(accessToken, '::1')).not.toBeNull();
    expect(lookUps).toBe(1);
  });

  test('a new role, a new password and removal end the sessions of the user at once', async () => {
    const user = await newUser();
    const enter = async (word: string) => {
      const login = await signIn(user.username, word);
      expect(await auth.authenticate(login.accessToken, '::1')).not.toBeNull();
      return login;
    };
    const first = await enter(password);
    await auth.users.update(user.id, { role: 'operator' });
    expect(await auth.authenticate(first.accessToken, '::1')).not.toBeNull();
    await auth.users.update(user.id, { role: 'viewer' });
    const second = await enter(password);
    await auth.users.update(user.id, { password: 'another long password' });
    const third = await enter('another long password');
    await auth.users.remove(user.id);
    for (const login of [first, second, third]) expect(await auth.authenticate(login.accessToken, '::1')).toBeNull();
    expect(ended).toEqual([first.sessionId, second.sessionId, third.sessionId]);
  });

  test('changing one’s own password keeps this session, ends the others, and needs the current one', async () => {
    const user = await newUser();
    const [kept, other] = [await signIn(user.username, password, here), await signIn(user.username, password, here)];
    const caller = { user, sessionId: kept.sessionId, address: here.address };
    await expect(auth.own.changePassword(caller, { current: 'a wrong password', next: 'x'.repeat(12) })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await auth.own.changePassword(caller, { current: password, next: 'another long password' });
    expect(await auth.authenticate(kept.accessToken, '::1')).not.toBeNull();
    expect(await auth.authenticate(other.accessToken, '::1')).toBeNull();
    expect(ended).toEqual([other.sessionId]);
    expect((await signIn(user.username, 'another long password', here)).user).toEqual(user);
  });

  test('a sign-in with the old password that overlaps its change does not survive it', async () => {
    const user = await newUser();
    const insert: Store['sessions']['insert'] = async (...session) => {
      await auth.users.update(user.id, { password: 'another long password' });
      await store.sessions.insert(...session);
    };
    const overtaken = start({ ...store, sessions: { ...store.sessions, insert } }).auth;
    await expect(overtaken.login({ username: user.username, password }, here)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await store.sessions.removeOfUser(user.id)).toEqual([]);
  });

  test('expired sessions are swept and their connections told', async () => {
    const user = await newUser();
    const { sessionId } = await signIn(user.username, password, here);
    nowMs += 8 * 24 * hour;
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
    const fresh = start(own).auth;
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
    const login = await handlers['auth.login']({ username: user.username, password }, here);
    const tokens = { accessToken: expect.any(String), refreshToken: expect.any(String) };
    expect(login).toEqual({ ...tokens, tokenType: 'Bearer', expiresAtMs: nowMs + hour, user });
    const caller = (await auth.authenticate(login.accessToken, here.address)) ?? here;
    expect(await handlers['auth.me']({}, caller)).toEqual(user);
    const made = await handlers['users.create']({ username: `made-${user.username}`, password, role: 'viewer' }, caller);
    expect(await handlers['users.list']({}, caller)).toContainEqual({ ...made, totp: false, sessions: 0, lastSeenAtMs: null });
    expect(await handlers['users.update']({ id: made.id, role: 'responder' }, caller)).toEqual({ ...made, role: 'responder' });
    expect(await handlers['users.delete']({ id: made.id }, caller)).toEqual({ done: true });
    await handlers['auth.changePassword']({ currentPassword: password, newPassword: 'another long password' }, caller);
    expect(await handlers['auth.sessions']({}, caller)).toMatchObject([{ id: caller.sessionId, current: true }]);
    const renewed = await handlers['auth.refresh']({ refreshToken: login.refreshToken }, here);
    expect(renewed).toEqual({ ...tokens, tokenType: 'Bearer', expiresAtMs: nowMs + hour, user });
    expect(await handlers['auth.logout']({ refreshToken: renewed.refreshToken }, here)).toEqual({ done: true });
    expect(await auth.authenticate(renewed.accessToken, here.address)).toBeNull();
    await expect(handlers['auth.refresh']({ refreshToken: renewed.refreshToken }, here)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
