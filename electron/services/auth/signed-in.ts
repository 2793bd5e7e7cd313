import type { Caller } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import type { User } from '../../../shared/schemas/user.ts';

/** A caller who is somebody. */
export interface SignedIn extends Caller {
  readonly user: User;
}

/** @throws {AppError} `unauthenticated`. */
export function signedIn(caller: Caller): SignedIn {
  if (!caller.user) throw new AppError('unauthenticated', 'Sign in first.');
  return { ...caller, user: caller.user };
}
