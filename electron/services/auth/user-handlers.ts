import type { Handlers } from '../../../shared/contract/dispatch.ts';
import type { Account } from '../../../shared/schemas/account.ts';
import type { AuthService } from './auth-service.ts';
import { sessionView } from './session-view.ts';
import { signedIn } from './signed-in.ts';

type UserHandlers = Pick<Handlers, Extract<keyof Handlers, `users.${string}`>>;

const done = { done: true } as const;

/** The contract's `users.*`. */
export function createUserHandlers(auth: AuthService): UserHandlers {
  return {
    'users.list': () => listAccounts(auth),
    'users.create': (input) => auth.users.create(input),
    'users.update': ({ id, ...change }) => auth.users.update(id, change),
    'users.delete': async ({ id }) => {
      await auth.users.remove(id);
      return done;
    },
    'users.invite': ({ role }, caller) => auth.links.invite(role, signedIn(caller).user.username),
    'users.resetLink': ({ id }, caller) => auth.links.makeReset(id, signedIn(caller).user.username),
    'users.links': () => auth.links.list(),
    'users.withdrawLink': async ({ id }) => {
      await auth.links.withdraw(id);
      return done;
    },
    'users.sessions': async ({ id }, { sessionId }) => {
      const user = await auth.users.get(id);
      return (await auth.sessions.listOfUser(user.id)).map((session) => sessionView(session, sessionId));
    },
    'users.endSessions': async ({ id }) => {
      await auth.sessions.endOfUser((await auth.users.get(id)).id);
      return done;
    },
    'users.removeTotp': async ({ id }) => {
      await auth.totp.remove((await auth.users.get(id)).id);
      return done;
    },
    'users.rules': () => auth.rules.get(),
    'users.updateRules': (change, caller) =>
      auth.own.updateRules(signedIn(caller), change.adminsNeedTotp === undefined ? {} : { adminsNeedTotp: change.adminsNeedTotp }),
  };
}

async function listAccounts(auth: AuthService): Promise<Account[]> {
  const withTotp = new Set(await auth.totp.userIds());
  const accounts = (await auth.users.list()).map(async (user) => {
    const sessions = await auth.sessions.listOfUser(user.id);
    return { ...user, totp: withTotp.has(user.id), sessions: sessions.length, lastSeenAtMs: sessions[0]?.lastSeenAtMs ?? null };
  });
  return Promise.all(accounts);
}
