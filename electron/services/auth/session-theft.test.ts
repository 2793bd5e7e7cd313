import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { bothDatabases } from '../store/testing/databases.ts';
import type { AuthService, Login } from './auth-service.ts';
import { type AuthRig, authRig, stranger } from './testing/auth-rig.ts';

const minute = 60_000;
const hour = 60 * minute;
const password = 'a long enough password';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let nowMs = 0;
  let rig: AuthRig;
  let auth: AuthService;
  let login: Login;
  let count = 0;
  beforeAll(async () => {
    store = await (await create()).open();
  });
  beforeEach(async () => {
    nowMs = 1_763_712_000_000;
    rig = authRig(store, () => nowMs);
    auth = rig.auth;
    count += 1;
    const user = await auth.users.create({ username: `user-${count}`, password, role: 'operator' });
    login = await auth.login({ username: user.username, password }, stranger());
  });
  afterEach(() => auth.close());

  const opens = async (accessToken: string) => (await auth.authenticate(accessToken, '10.0.0.1')) !== null;
  const refused = { code: 'unauthenticated' };

  test('a working day of renewals keeps one session, and each token is new', async () => {
    const seen = new Set<string>();
    let refreshToken = login.refreshToken;
    for (let index = 0; index < 24; index += 1) {
      nowMs += 30 * minute;
      const next = await auth.refresh(refreshToken);
      expect(next).toMatchObject({ sessionId: login.sessionId, expiresAtMs: nowMs + hour });
      expect(await opens(next.accessToken)).toBe(true);
      for (const token of [next.accessToken, next.refreshToken]) expect(seen.has(token)).toBe(false);
      seen.add(next.accessToken).add(next.refreshToken);
      refreshToken = next.refreshToken;
    }
    expect(rig.ended).toEqual([]);
  });

  test('a thief who replays an exchanged refresh token gets nothing and ends the session, and it is logged', async () => {
    const stolen = login.refreshToken;
    const owner = await auth.refresh(stolen);
    expect(await opens(owner.accessToken)).toBe(true);
    nowMs += 5 * minute;
    await expect(auth.refresh(stolen)).rejects.toMatchObject(refused);
    expect(await opens(owner.accessToken)).toBe(false);
    await expect(auth.refresh(owner.refreshToken)).rejects.toMatchObject(refused);
    expect(rig.ended).toEqual([login.sessionId]);
    expect(rig.logged.join()).toContain('stolen');
    expect(rig.logged.join()).not.toContain(stolen);
  });

  test('a thief who is quicker than the owner loses the session when the owner renews', async () => {
    const thief = await auth.refresh(login.refreshToken);
    expect(await opens(thief.accessToken)).toBe(true);
    nowMs += 5 * minute;
    await expect(auth.refresh(login.refreshToken)).rejects.toMatchObject(refused);
    expect(await opens(thief.accessToken)).toBe(false);
    await expect(auth.refresh(thief.refreshToken)).rejects.toMatchObject(refused);
  });

  test('a thief who copies the token within the grace is found out at the next renewal of either', async () => {
    const owner = await auth.refresh(login.refreshToken);
    expect(await opens(owner.accessToken)).toBe(true);
    nowMs += 10_000;
    const thief = await auth.refresh(login.refreshToken);
    nowMs += 30 * minute;
    const next = await auth.refresh(owner.refreshToken);
    expect(await opens(next.accessToken)).toBe(true);
    nowMs += minute;
    await expect(auth.refresh(thief.refreshToken)).rejects.toMatchObject(refused);
    expect(await opens(next.accessToken)).toBe(false);
  });

  test('a token from two exchanges ago ends the session even within the grace', async () => {
    const second = await auth.refresh(login.refreshToken);
    await auth.refresh(second.refreshToken);
    await expect(auth.refresh(login.refreshToken)).rejects.toMatchObject(refused);
    expect(rig.ended).toEqual([login.sessionId]);
  });

  test('two tabs that renew at the same moment get the same pair, and both stay signed in', async () => {
    const replies = await Promise.all([1, 2, 3, 4].map(() => auth.refresh(login.refreshToken)));
    expect(new Set(replies.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    for (const { accessToken } of replies) expect(await opens(accessToken)).toBe(true);
    expect(await opens(login.accessToken)).toBe(true);
    expect(rig.ended).toEqual([]);
  });

  test('a reply lost by a crash is given again, minutes or hours later, also by a station that was restarted', async () => {
    const lost = await auth.refresh(login.refreshToken);
    nowMs += 20 * minute;
    auth.close();
    rig = authRig(store, () => nowMs);
    auth = rig.auth;
    const again = await auth.refresh(login.refreshToken);
    expect(again).toMatchObject({ accessToken: lost.accessToken, refreshToken: lost.refreshToken, expiresAtMs: lost.expiresAtMs });
    nowMs += 5 * hour;
    const later = await auth.refresh(login.refreshToken);
    expect(later.expiresAtMs).toBe(nowMs + hour);
    expect(await opens(later.accessToken)).toBe(true);
    expect(rig.ended).toEqual([]);
  });

  test('garbage, access tokens and tokens of ended sessions renew nothing and end nothing', async () => {
    for (const token of ['x', login.accessToken, login.sessionId, `${login.refreshToken}x`])
      await expect(auth.refresh(token)).rejects.toMatchObject(refused);
    expect(await auth.authenticate(login.refreshToken, '10.0.0.1')).toBeNull();
    expect(await opens(login.accessToken)).toBe(true);
    await auth.sessions.end(login.sessionId);
    await expect(auth.refresh(login.refreshToken)).rejects.toMatchObject(refused);
  });

  test('no token is in the database', async () => {
    const next = await auth.refresh(login.refreshToken);
    const kept = JSON.stringify([await store.sessions.get(login.sessionId), rig.logged]);
    for (const token of [login.accessToken, login.refreshToken, next.accessToken, next.refreshToken]) expect(kept).not.toContain(token);
  });
});
