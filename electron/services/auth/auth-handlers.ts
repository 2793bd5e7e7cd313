import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import type { User } from '../../../shared/schemas/user.ts';
import type { AuthService } from './auth-service.ts';

type AuthHandlers = Pick<
  Handlers,
  'auth.login' | 'auth.logout' | 'auth.me' | 'auth.changePassword' | 'users.list' | 'users.create' | 'users.update' | 'users.delete'
>;

const done = { done: true } as const;

/** The contract's `auth.*` and `users.*`. */
export function createAuthHandlers(auth: AuthService): AuthHandlers {
  return {
    'auth.login': async ({ username, password }, { address }) => {
      const { accessToken, expiresAtMs, user } = await auth.login(username, password, { address });
      return { accessToken, tokenType: 'Bearer', expiresAtMs, user };
    },
    'auth.logout': async (_input, { sessionId }) => {
      if (sessionId) await auth.logout(sessionId);
      return done;
    },
    'auth.me': (_input, caller) => userOfCaller(caller),
    'auth.changePassword': async ({ currentPassword, newPassword }, caller) => {
      await auth.changePassword({ ...caller, user: userOfCaller(caller) }, { current: currentPassword, next: newPassword });
      return done;
    },
    'users.list': () => auth.users.list(),
    'users.create': (input) => auth.users.create(input),
    'users.update': ({ id, ...change }) => auth.users.update(id, change),
    'users.delete': async ({ id }) => {
      await auth.users.remove(id);
      return done;
    },
  };
}

function userOfCaller({ user }: Caller): User {
  if (!user) throw new AppError('unauthenticated', 'Sign in first.');
  return user;
}
