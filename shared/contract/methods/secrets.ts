import { z } from 'zod';
import { secretNameSchema, secretStateSchema, secretValueSchema } from '../../schemas/secret.ts';
import { done, method, nothing } from './method.ts';

/** Tokens and passwords of outside services. Values go in and never come out. */
export const secretsMethods = {
  'secrets.list': method(
    'admin',
    'station',
    ['GET', '/api/secrets'],
    'Which secrets are set, and where they come from; never their values',
    nothing,
    z.array(secretStateSchema),
  ),
  'secrets.set': method(
    'admin',
    'station',
    ['PUT', '/api/secrets/:name'],
    'Set a secret, or forget it with null; refused when the environment sets it',
    z.object({ name: secretNameSchema, value: secretValueSchema.nullable() }),
    done,
  ),
} as const;
