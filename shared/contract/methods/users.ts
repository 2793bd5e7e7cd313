import { z } from 'zod';
import { passwordSchema, roleSchema, usernameSchema, userSchema } from '../../schemas/user.ts';
import { byId, done, method, nothing } from './method.ts';

/** People who may sign in. */
export const usersMethods = {
  'users.list': method('admin', 'station', ['GET', '/api/users'], 'All users', nothing, z.array(userSchema)),
  'users.create': method(
    'admin',
    'station',
    ['POST', '/api/users'],
    'Add a user',
    z.object({ username: usernameSchema, password: passwordSchema, role: roleSchema }),
    userSchema,
  ),
  'users.update': method(
    'admin',
    'station',
    ['PATCH', '/api/users/:id'],
    'Change role or password',
    byId.extend({ role: roleSchema.optional(), password: passwordSchema.optional() }),
    userSchema,
  ),
  'users.delete': method('admin', 'station', ['DELETE', '/api/users/:id'], 'Remove a user; the last admin stays', byId, done),
} as const;
