import { z } from 'zod';
import { accountLinkSchema, accountRulesSchema, accountSchema, newAccountLinkSchema, sessionSchema } from '../../schemas/account.ts';
import { passwordSchema, reachSchema, roleSchema, usernameSchema, userSchema } from '../../schemas/user.ts';
import { byId, done, method, nothing } from './method.ts';

/** People who may sign in. */
export const usersMethods = {
  'users.list': method('admin', 'station', ['GET', '/api/users'], 'All users', nothing, z.array(accountSchema)),
  'users.create': method(
    'admin',
    'station',
    ['POST', '/api/users'],
    'Add a user',
    z.object({ username: usernameSchema, password: passwordSchema, role: roleSchema, reach: reachSchema.optional() }),
    userSchema,
  ),
  'users.update': method(
    'admin',
    'station',
    ['PATCH', '/api/users/:id'],
    'Change role, password, or which sites and cameras the user may see',
    byId.extend({ role: roleSchema.optional(), password: passwordSchema.optional(), reach: reachSchema.optional() }),
    userSchema,
  ),
  'users.delete': method('admin', 'station', ['DELETE', '/api/users/:id'], 'Remove a user; the last admin stays', byId, done),
  'users.invite': method(
    'admin',
    'station',
    ['POST', '/api/users/invitations'],
    'A one-time link by which somebody becomes a user',
    z.object({ role: roleSchema }),
    newAccountLinkSchema,
  ),
  'users.resetLink': method(
    'admin',
    'station',
    ['POST', '/api/users/:id/reset-link'],
    'A one-time link by which a user chooses a new password; ends an earlier one',
    byId,
    newAccountLinkSchema,
  ),
  'users.links': method(
    'admin',
    'station',
    ['GET', '/api/users/links'],
    'One-time links that still work',
    nothing,
    z.array(accountLinkSchema),
  ),
  'users.withdrawLink': method('admin', 'station', ['DELETE', '/api/users/links/:id'], 'Withdraw a one-time link', byId, done),
  'users.sessions': method(
    'admin',
    'station',
    ['GET', '/api/users/:id/sessions'],
    'Where a user is signed in',
    byId,
    z.array(sessionSchema),
  ),
  'users.endSessions': method('admin', 'station', ['POST', '/api/users/:id/sessions/end'], 'Sign a user out everywhere', byId, done),
  'users.removeTotp': method(
    'admin',
    'station',
    ['POST', '/api/users/:id/totp/remove'],
    'Switch the second step of a user off, whose authenticator is lost',
    byId,
    done,
  ),
  'users.rules': method('viewer', 'station', ['GET', '/api/users/rules'], 'What the station asks of accounts', nothing, accountRulesSchema),
  'users.updateRules': method(
    'admin',
    'station',
    ['PATCH', '/api/users/rules'],
    'Change what the station asks of accounts; only an administrator with a second step, or at the station itself, can demand one',
    accountRulesSchema.partial(),
    accountRulesSchema,
  ),
} as const;
