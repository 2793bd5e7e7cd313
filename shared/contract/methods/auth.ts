import { z } from 'zod';
import { accountLinkSchema, codeSchema, grantSchema, sessionSchema, tokenSchema } from '../../schemas/account.ts';
import { passwordSchema, usernameSchema, userSchema } from '../../schemas/user.ts';
import { byId, done, method, nothing } from './method.ts';

const currentPassword = z.string().max(200);
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
const withPasswordAndCode = z.object({ password: currentPassword, code: codeSchema });

/** Signing in and out, and what people do about their own account. */
export const authMethods = {
  'auth.login': method(
    'public',
    'station',
    ['POST', '/api/auth/login'],
    'Sign in; refused with details.needs = "code" when a code of the authenticator must be sent as well. Browsers get cookies',
    z.object({ username: z.string().max(80), password: z.string().max(200), code: codeSchema.optional() }),
    grantSchema,
  ),
  'auth.refresh': method(
    'public',
    'station',
    ['POST', '/api/auth/refresh'],
    'Exchange a refresh token for the next pair; browsers send it by cookie. One that was exchanged before ends the session',
    z.object({ refreshToken: tokenSchema.optional() }),
    grantSchema,
  ),
  'auth.logout': method(
    'public',
    'station',
    ['POST', '/api/auth/logout'],
    'End this session, named by its access token or its refresh token',
    z.object({ refreshToken: tokenSchema.optional() }),
    done,
  ),
  'auth.me': method('viewer', 'station', ['GET', '/api/auth/me'], 'Who is signed in', nothing, userSchema),
  'auth.changePassword': method(
    'viewer',
    'station',
    ['POST', '/api/auth/password'],
    'Change own password; ends all other sessions of the user',
    z.object({ currentPassword, newPassword: passwordSchema }),
    done,
  ),
  'auth.secondStep': method(
    'viewer',
    'station',
    ['GET', '/api/auth/totp'],
    'Whether the own account has a second step, and whether the station asks for one',
    nothing,
    z.object({ enabled: z.boolean(), recoveryCodesLeft: z.number().int(), required: z.boolean() }),
  ),
  'auth.beginTotp': method(
    'viewer',
    'station',
    ['POST', '/api/auth/totp/begin'],
    'A new secret for an authenticator (RFC 6238), as text and as otpauth: address',
    z.object({ password: currentPassword }),
    z.object({ secret: z.string(), uri: z.string() }),
  ),
  'auth.confirmTotp': method(
    'viewer',
    'station',
    ['POST', '/api/auth/totp/confirm'],
    'Switch the second step on with a first code; answers the recovery codes, once',
    z.object({ code: codeSchema }),
    recoveryCodes,
  ),
  'auth.removeTotp': method(
    'viewer',
    'station',
    ['POST', '/api/auth/totp/remove'],
    'Switch the own second step off',
    withPasswordAndCode,
    done,
  ),
  'auth.renewRecoveryCodes': method(
    'viewer',
    'station',
    ['POST', '/api/auth/totp/recovery-codes'],
    'New recovery codes; the old ones end',
    withPasswordAndCode,
    recoveryCodes,
  ),
  'auth.sessions': method('viewer', 'station', ['GET', '/api/auth/sessions'], 'Where I am signed in', nothing, z.array(sessionSchema)),
  'auth.endSession': method('viewer', 'station', ['DELETE', '/api/auth/sessions/:id'], 'End one of my sessions', byId, done),
  'auth.endSessions': method(
    'viewer',
    'station',
    ['POST', '/api/auth/sessions/end'],
    'Sign out everywhere, or everywhere else',
    z.object({ keepThis: z.boolean().default(false) }),
    done,
  ),
  'auth.readLink': method(
    'public',
    'station',
    ['POST', '/api/auth/link'],
    'What a one-time link is for',
    z.object({ token: tokenSchema }),
    accountLinkSchema.pick({ kind: true, username: true, role: true, expiresAtMs: true }),
  ),
  'auth.join': method(
    'public',
    'station',
    ['POST', '/api/auth/join'],
    'Become a user by an invitation link',
    z.object({ token: tokenSchema, username: usernameSchema, password: passwordSchema }),
    userSchema,
  ),
  'auth.resetPassword': method(
    'public',
    'station',
    ['POST', '/api/auth/reset'],
    'Choose a new password by a reset link; ends all sessions of the user',
    z.object({ token: tokenSchema, password: passwordSchema }),
    done,
  ),
} as const;
