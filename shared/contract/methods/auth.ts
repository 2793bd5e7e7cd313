import { z } from 'zod';
import { timeMsSchema } from '../../schemas/primitives.ts';
import { passwordSchema, userSchema } from '../../schemas/user.ts';
import { done, method, nothing } from './method.ts';

/** Signing in and out. */
export const authMethods = {
  'auth.login': method(
    'public',
    'station',
    ['POST', '/api/auth/login'],
    'Sign in; browsers get a session cookie besides the token',
    z.object({ username: z.string().max(80), password: z.string().max(200) }),
    z.object({ accessToken: z.string(), tokenType: z.literal('Bearer'), expiresAtMs: timeMsSchema, user: userSchema }),
  ),
  'auth.logout': method('viewer', 'station', ['POST', '/api/auth/logout'], 'End this session', nothing, done),
  'auth.me': method('viewer', 'station', ['GET', '/api/auth/me'], 'Who is signed in', nothing, userSchema),
  'auth.changePassword': method(
    'viewer',
    'station',
    ['POST', '/api/auth/password'],
    'Change own password; ends all other sessions of the user',
    z.object({ currentPassword: z.string().max(200), newPassword: passwordSchema }),
    done,
  ),
} as const;
