import { generateSync } from 'otplib';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import type { Role, User } from '../../../shared/schemas/user.ts';
import type { Store } from '../store/store.ts';
import { bothDatabases } from '../store/testing/databases.ts';
import { createAuthHandlers } from './auth-handlers.ts';
import type { AuthService } from './auth-service.ts';
import { resetAdminPassword } from './reset-admin-password.ts';
import type { SignedIn } from './signed-in.ts';
import { type AuthRig, authRig, stranger } from './testing/auth-rig.ts';

const hour = 60 * 60_000;
const password = 'a long enough password';
const other = 'another long password';

describe.each(bothDatabases())('$kind', ({ create }) => {
  let store: Store;
  let nowMs = 0;
  let rig: AuthRig;
  let auth: AuthService;
  let count = 0;
  beforeAll(async () => {
    store = await (await create()).open();
  });
  beforeEach(() => {
    nowMs = 1_763_712_000_000;
    rig = authRig(store, () => nowMs);
    auth = rig.auth;
  });
  afterEach(async () => {
    await auth.rules.update({ adminsNeedTotp: false });
    auth.close();
  });

  const newUser = (role: Role = 'operator') => {
    count += 1;
    return auth.users.create({ username: `user-${count}`, password, role });
  };
  const signIn = ({ username }: User, code?: string, caller: Caller = stranger(), word = password) =>
    auth.login({ username, password: word, code }, caller);
  const enter = async (user: User, code?: string): Promise<SignedIn> => {
    const caller = await auth.authenticate((await signIn(user, code)).accessToken, '10.0.0.1');
    if (!caller?.user) throw new Error('not signed in');
    return { ...caller, user: caller.user };
  };
  const codeOf = (secret: string, offsetMs = 0) => generateSync({ secret, epoch: Math.floor((nowMs + offsetMs) / 1000) });
  const enrol = async (user: User) => {
    const caller = await enter(user);
    const { secret, uri } = await auth.own.beginTotp(caller, password);
    const recoveryCodes = await auth.own.confirmTotp(caller, codeOf(secret));
    return { caller, secret, uri, recoveryCodes };
  };
  const needsCode = { code: 'unauthenticated', details: { needs: 'code' } };

  describe('the second step', () => {
    test('is asked for after the password only, and its codes count once', async () => {
      const user = await newUser();
      const { secret, uri } = await enrol(user);
      expect(uri).toBe(`otpauth://totp/SENTRA:${user.username}?secret=${secret}&issuer=SENTRA`);
      nowMs += 60_000;
      await expect(signIn(user, undefined, stranger(), other)).rejects.not.toMatchObject({ details: { needs: 'code' } });
      await expect(signIn(user)).rejects.toMatchObject(needsCode);
      await expect(signIn(user, codeOf(secret) === '000000' ? '000001' : '000000')).rejects.toMatchObject(needsCode);
      const code = codeOf(secret);
      expect((await signIn(user, `${code.slice(0, 3)} ${code.slice(3)}`)).user).toEqual(user);
      await expect(signIn(user, code, stranger('10.0.0.2'))).rejects.toMatchObject(needsCode);
    });

    test('takes codes of the step before and after, none further away, and none older than one it took', async () => {
      const user = await newUser();
      const { secret } = await enrol(user);
      nowMs += 10 * 60_000;
      for (const offset of [-60_000, 60_000]) await expect(signIn(user, codeOf(secret, offset))).rejects.toMatchObject(needsCode);
      nowMs += 60_000;
      await signIn(user, codeOf(secret, -30_000));
      await signIn(user, codeOf(secret, 30_000));
      await expect(signIn(user, codeOf(secret), stranger('10.0.0.2'))).rejects.toMatchObject(needsCode);
    });

    test('lets one of two sign-ins with the same code in', async () => {
      const user = await newUser();
      const { secret } = await enrol(user);
      nowMs += 60_000;
      const code = codeOf(secret);
      const outcomes = await Promise.allSettled([signIn(user, code), signIn(user, code, stranger('10.0.0.2'))]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('is stood in for by ten recovery codes, each once', async () => {
      const user = await newUser();
      const { caller, recoveryCodes } = await enrol(user);
      expect(new Set(recoveryCodes).size).toBe(10);
      const [first = '', second = ''] = recoveryCodes;
      expect((await signIn(user, first.toUpperCase())).user).toEqual(user);
      await expect(signIn(user, first)).rejects.toMatchObject(needsCode);
      expect(await auth.own.secondStep(caller)).toEqual({ enabled: true, recoveryCodesLeft: 9, required: false });
      const renewed = await auth.own.renewRecoveryCodes(caller, { password, code: second });
      await expect(signIn(user, recoveryCodes[2], stranger('10.0.0.2'))).rejects.toMatchObject(needsCode);
      expect((await signIn(user, renewed[0], stranger('10.0.0.3'))).user).toEqual(user);
    });

    test('is switched on only with the password and a right code, and off only with both', async () => {
      const user = await newUser();
      const caller = await enter(user);
      await expect(auth.own.confirmTotp(caller, '123456')).rejects.toMatchObject({ code: 'conflict' });
      await expect(auth.own.beginTotp(caller, other)).rejects.toMatchObject({ code: 'forbidden' });
      const { secret } = await auth.own.beginTotp(caller, password);
      const wrong = codeOf(secret, 10 * 60_000);
      await expect(auth.own.confirmTotp(caller, wrong)).rejects.toMatchObject({ code: 'forbidden' });
      expect((await signIn(user)).user).toEqual(user);
      nowMs += hour;
      await auth.own.confirmTotp(caller, codeOf(secret));
      await expect(auth.own.beginTotp(caller, password)).rejects.toMatchObject({ code: 'conflict' });
      nowMs += hour;
      await expect(auth.own.removeTotp(caller, { password: other, code: codeOf(secret) })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(auth.own.removeTotp(caller, { password, code: wrong })).rejects.toMatchObject({ code: 'forbidden' });
      await auth.own.removeTotp(caller, { password, code: codeOf(secret) });
      expect((await signIn(user)).user).toEqual(user);
    });

    test('keeps no secret and no recovery code readable', async () => {
      const user = await newUser();
      const { secret, recoveryCodes } = await enrol(user);
      const kept = JSON.stringify([await store.totp.get(user.id), rig.logged]);
      for (const plain of [secret, ...recoveryCodes]) expect(kept).not.toContain(plain);
    });

    test('that is lost is switched off by an admin', async () => {
      const user = await newUser();
      await enrol(user);
      const handlers = createAuthHandlers(auth);
      const admin = await enter(await newUser('admin'));
      expect(await handlers['users.list']({}, admin)).toContainEqual(expect.objectContaining({ id: user.id, totp: true, sessions: 1 }));
      await handlers['users.removeTotp']({ id: user.id }, admin);
      expect((await signIn(user)).user).toEqual(user);
    });

    test('cannot be guessed: a thief with the password is slowed down to a few codes', async () => {
      const user = await newUser();
      const { secret } = await enrol(user);
      let looked = 0;
      const thief = stranger('10.6.6.6');
      for (let index = 0; index < 60; index += 1) {
        nowMs += 1000;
        const wrong = String((Number(codeOf(secret)) + 7 + index * 1000) % 1_000_000).padStart(6, '0');
        for (const code of [wrong, undefined]) {
          const refusal = await signIn(user, code, thief).catch((error: unknown) => error);
          if (code && (refusal as { code: string }).code === 'unauthenticated') looked += 1;
        }
      }
      expect(looked).toBeLessThan(12);
    });
  });

  describe('where admins must have a second step', () => {
    test('one without it is an operator until it is set up, and open connections learn of it', async () => {
      const [first, second] = [await newUser('admin'), await newUser('admin')];
      const { caller } = await enrol(first);
      const waiting = await enter(second);
      await expect(auth.own.updateRules(waiting, { adminsNeedTotp: true })).rejects.toMatchObject({ code: 'conflict' });
      vi.useFakeTimers({ toFake: ['setTimeout'] });
      try {
        await auth.own.updateRules(caller, { adminsNeedTotp: true });
        vi.advanceTimersByTime(1_000);
      } finally {
        vi.useRealTimers();
      }
      await vi.waitFor(() => expect(rig.ended).toContain(waiting.sessionId));
      const lowered = await signIn(second);
      expect(lowered.user.role).toBe('operator');
      const asOperator = { ...waiting, user: lowered.user };
      expect(await auth.own.secondStep(asOperator)).toEqual({ enabled: false, recoveryCodesLeft: 0, required: true });
      const { secret } = await auth.own.beginTotp(asOperator, password);
      await auth.own.confirmTotp(asOperator, codeOf(secret));
      nowMs += 31_000;
      expect((await auth.authenticate(lowered.accessToken, '::1'))?.user?.role).toBe('admin');
      expect((await signIn(first, codeOf((await enrolled(first)).secret))).user.role).toBe('admin');
    });
    const enrolled = async (user: User) => {
      await auth.totp.remove(user.id);
      const begun = await auth.totp.begin(user.id, user.username);
      await auth.totp.confirm(user.id, codeOf(begun.secret, -30_000));
      return begun;
    };
  });

  describe('one-time links', () => {
    const tokenOf = (url: string) => url.split('/').at(-1) ?? '';

    test('let one person join, with the role the admin chose', async () => {
      const link = await auth.links.invite('responder', 'boss');
      expect(link.url).toMatch(/^https:\/\/console\.example\/#\/join\/[\w-]{43}$/);
      const token = tokenOf(link.url);
      expect(await auth.links.read(token)).toMatchObject({ kind: 'invitation', role: 'responder', username: null, createdBy: 'boss' });
      const taken = await newUser();
      await expect(auth.links.join(token, { username: taken.username, password })).rejects.toMatchObject({ code: 'conflict' });
      const outcomes = await Promise.allSettled(
        ['left', 'right'].map((side) => auth.links.join(token, { username: `joined-${side}-${count}`, password })),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const joined = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))[0];
      expect(joined?.role).toBe('responder');
      expect((await auth.login({ username: joined?.username ?? '', password }, stranger())).user).toEqual(joined);
      await expect(auth.links.read(token)).rejects.toMatchObject({ code: 'not_found' });
    });

    test('set a new password once, end every session, and leave the second step on', async () => {
      const user = await newUser();
      const { secret } = await enrol(user);
      const first = await auth.links.makeReset(user.id, 'boss');
      const second = await auth.links.makeReset(user.id, 'boss');
      expect(second.url).toMatch(/\/#\/reset\/[\w-]{43}$/);
      await expect(auth.links.reset(tokenOf(first.url), other)).rejects.toMatchObject({ code: 'not_found' });
      await auth.links.reset(tokenOf(second.url), other);
      expect(rig.ended).toHaveLength(1);
      await expect(auth.links.reset(tokenOf(second.url), password)).rejects.toMatchObject({ code: 'not_found' });
      nowMs += 60_000;
      await expect(signIn(user, undefined, stranger(), other)).rejects.toMatchObject(needsCode);
      expect((await signIn(user, codeOf(secret), stranger(), other)).user).toEqual(user);
    });

    test('end by themselves, by an admin, and are good for nothing else', async () => {
      const user = await newUser();
      const [invitation, reset] = [await auth.links.invite('viewer', 'boss'), await auth.links.makeReset(user.id, 'boss')];
      await expect(auth.links.reset(tokenOf(invitation.url), other)).rejects.toMatchObject({ code: 'not_found' });
      await expect(auth.links.join(tokenOf(reset.url), { username: 'mallory', password })).rejects.toMatchObject({ code: 'not_found' });
      nowMs += 24 * hour;
      await expect(auth.links.reset(tokenOf(reset.url), other)).rejects.toMatchObject({ code: 'not_found' });
      expect((await auth.links.list()).map(({ id }) => id)).toContain(invitation.id);
      await auth.links.withdraw(invitation.id);
      await expect(auth.links.read(tokenOf(invitation.url))).rejects.toMatchObject({ code: 'not_found' });
    });

    test('are not kept readable', async () => {
      const token = tokenOf((await auth.links.invite('viewer', 'boss')).url);
      expect(JSON.stringify([await store.accountLinks.list(nowMs), rig.logged])).not.toContain(token);
    });
  });

  describe('sessions', () => {
    test('are listed with their device and ended by their owner, one or all, and by an admin', async () => {
      const user = await newUser();
      const handlers = createAuthHandlers(auth);
      const phone = await signIn(user, undefined, stranger('10.0.0.9', { userAgent: 'Mozilla/5.0 (Linux; Android 15) Firefox/132.0' }));
      const caller = await enter(user);
      const listed = await handlers['auth.sessions']({}, caller);
      expect(listed).toContainEqual(
        expect.objectContaining({ id: phone.sessionId, program: 'Firefox', system: 'Android', address: '10.0.0.9', current: false }),
      );
      expect(listed.filter(({ current }) => current).map(({ id }) => id)).toEqual([caller.sessionId]);
      const foreign = await enter(await newUser());
      await expect(handlers['auth.endSession']({ id: phone.sessionId }, foreign)).rejects.toMatchObject({ code: 'not_found' });
      await handlers['auth.endSession']({ id: phone.sessionId }, caller);
      const more = await signIn(user);
      await handlers['auth.endSessions']({ keepThis: true }, caller);
      expect(rig.ended).toEqual([phone.sessionId, more.sessionId]);
      await handlers['users.endSessions']({ id: user.id }, foreign);
      expect(await auth.sessions.listOfUser(user.id)).toEqual([]);
    });
  });

  describe('an attacker who hammers an account', () => {
    /** Guesses from many addresses until the account is slowed down for strangers. */
    const hammer = async (user: User) => {
      for (let index = 0; index < 10; index += 1) await signIn(user, undefined, stranger(`10.6.6.${index}`), other).catch(() => undefined);
      await expect(signIn(user, undefined, stranger('10.7.7.7'))).rejects.toMatchObject({ code: 'rate_limited' });
    };

    test('does not keep the owner out: not at the browser they know, nor their address, nor the station itself', async () => {
      const user = await newUser();
      const browser = (address: string) => stranger(address, { deviceToken: 'd'.repeat(43) });
      await signIn(user, undefined, browser('10.0.0.1'));
      await hammer(user);
      expect((await signIn(user, undefined, browser('10.99.0.1'))).user).toEqual(user);
      expect((await signIn(user, undefined, stranger('10.0.0.1'))).user).toEqual(user);
      expect((await signIn(user, undefined, stranger('127.0.0.1', { local: true }))).user).toEqual(user);
    });

    test('gains nothing from a device cookie of their own, and none from the address of a tunnel', async () => {
      const [user, mallory] = [await newUser(), await newUser()];
      const cookie = { deviceToken: 'm'.repeat(43) };
      await signIn(mallory, undefined, stranger('tunnel', cookie));
      await signIn(user, undefined, stranger('tunnel'));
      await hammer(user);
      for (const thief of [stranger('tunnel', cookie), stranger('tunnel'), stranger('tunnel', { deviceToken: 'address tunnel' })])
        await expect(signIn(user, undefined, thief, other)).rejects.toMatchObject({ code: 'rate_limited' });
    });
  });

  test('the lost password of the admin is made anew, once, and ends their sessions and second step', async () => {
    const own = await (await create()).open();
    const { auth: fresh } = authRig(own, () => nowMs);
    try {
      await expect(resetAdminPassword(own)).rejects.toMatchObject({ code: 'not_found' });
      await fresh.ensureFirstAdmin(password);
      const { user, sessionId } = await fresh.login({ username: 'admin', password }, stranger());
      const { secret } = await fresh.totp.begin(user.id, 'admin');
      await fresh.totp.confirm(user.id, codeOf(secret));
      const made = await resetAdminPassword(own);
      expect(made.username).toBe('admin');
      expect(await fresh.touch(sessionId)).toBe(false);
      await expect(fresh.login({ username: 'admin', password }, stranger())).rejects.toMatchObject({ code: 'unauthenticated' });
      expect((await fresh.login(made, stranger())).user).toEqual(user);
    } finally {
      fresh.close();
    }
  });
});
