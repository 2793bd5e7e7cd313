import type { Handlers } from '../../../shared/contract/dispatch.ts';
import type { Grant } from '../../../shared/schemas/account.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuthService, Login } from './auth-service.ts';
import { sessionView } from './session-view.ts';
import { signedIn } from './signed-in.ts';
import { createUserHandlers } from './user-handlers.ts';

type AuthHandlers = Pick<Handlers, Extract<keyof Handlers, `auth.${string}` | `users.${string}`>>;

const done = { done: true } as const;

/** The contract's `auth.*` and `users.*`. */
export function createAuthHandlers(auth: AuthService): AuthHandlers {
  return {
    'auth.login': async (credentials, caller) => grantOf(await auth.login(credentials, caller)),
    'auth.refresh': async ({ refreshToken }, { client }) => {
      const token = refreshToken ?? client?.refreshToken;
      if (!token) throw new AppError('unauthenticated', 'Sign in first.');
      return grantOf(await auth.refresh(token));
    },
    'auth.logout': async ({ refreshToken }, caller) => {
      await auth.logout(caller, refreshToken ?? caller.client?.refreshToken ?? null);
      return done;
    },
    'auth.me': (_input, caller) => signedIn(caller).user,
    'auth.changePassword': async ({ currentPassword, newPassword }, caller) => {
      await auth.own.changePassword(signedIn(caller), { current: currentPassword, next: newPassword });
      return done;
    },
    'auth.secondStep': (_input, caller) => auth.own.secondStep(signedIn(caller)),
    'auth.beginTotp': ({ password }, caller) => auth.own.beginTotp(signedIn(caller), password),
    'auth.confirmTotp': async ({ code }, caller) => ({ recoveryCodes: await auth.own.confirmTotp(signedIn(caller), code) }),
    'auth.removeTotp': async (proof, caller) => {
      await auth.own.removeTotp(signedIn(caller), proof);
      return done;
    },
    'auth.renewRecoveryCodes': async (proof, caller) => ({
      recoveryCodes: await auth.own.renewRecoveryCodes(signedIn(caller), proof),
    }),
    'auth.sessions': async (_input, caller) => {
      const { user, sessionId } = signedIn(caller);
      return (await auth.sessions.listOfUser(user.id)).map((session) => sessionView(session, sessionId));
    },
    'auth.endSession': async ({ id }, caller) => {
      const own = await auth.sessions.listOfUser(signedIn(caller).user.id);
      if (!own.some((session) => session.id === id)) throw new AppError('not_found', 'You have no such session.');
      await auth.sessions.end(id);
      return done;
    },
    'auth.endSessions': async ({ keepThis }, caller) => {
      await auth.sessions.endOfUser(signedIn(caller).user.id, keepThis ? caller.sessionId : null);
      return done;
    },
    'auth.readLink': ({ token }) => auth.links.read(token),
    'auth.join': ({ token, ...who }) => auth.links.join(token, who),
    'auth.resetPassword': async ({ token, password }) => {
      await auth.links.reset(token, password);
      return done;
    },
    ...createUserHandlers(auth),
  };
}

function grantOf({ accessToken, refreshToken, expiresAtMs, user }: Login): Grant {
  return { accessToken, tokenType: 'Bearer', expiresAtMs, refreshToken, user };
}
