import { randomInt } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { UserRepository } from '../store/user-repository.ts';
import type { UserService } from './user-service.ts';

export const firstAdminName = 'admin';

/** The first admin, made because there was no user. */
export interface FirstAdmin {
  readonly username: string;
  /** Present when it was made up here: to be printed once, and kept nowhere. */
  readonly generatedPassword: string | null;
}

/**
 * Makes the user `admin` when there is no user at all, with the given password or a made-up one. With users present nothing happens: a
 * password in the environment does not reset anybody's, or changing one's own in the console would be undone at the next start.
 * @param password `SENTRA_ADMIN_PASSWORD`, or null.
 * @returns null when there were users already.
 */
export async function ensureFirstAdmin(
  users: Pick<UserRepository, 'count'>,
  service: UserService,
  password: string | null,
): Promise<FirstAdmin | null> {
  if ((await users.count()) > 0) return null;
  const chosen = password ?? generatePassword();
  try {
    await service.create({ username: firstAdminName, password: chosen, role: 'admin' });
  } catch (error) {
    // Another station over the same database was quicker: its admin is the first.
    if (error instanceof AppError && error.code === 'conflict') return null;
    throw error;
  }
  return { username: firstAdminName, generatedPassword: password === null ? chosen : null };
}

/** Without characters that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of five, 99 bits: can be read out and typed. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
