import { AppError } from '../../../shared/errors.ts';
import type { Store } from '../store/store.ts';
import { firstAdminName, generatePassword } from './first-admin.ts';
import { PasswordHashing } from './password-hashing.ts';

/**
 * Gives an administrator a new made-up password, switches their second step off and ends their sessions: for whoever owns the machine
 * and lost the way in. The station must not run meanwhile.
 * @returns the name (`admin`, else the first administrator) and the password, kept nowhere.
 * @throws {AppError} `not_found` when the station has no administrator yet.
 */
export async function resetAdminPassword(
  store: Pick<Store, 'users' | 'sessions' | 'totp'>,
): Promise<{ readonly username: string; readonly password: string }> {
  const admins = (await store.users.list()).filter(({ role }) => role === 'admin');
  const admin = admins.find(({ username }) => username === firstAdminName) ?? admins[0];
  if (!admin) throw new AppError('not_found', 'The station has no administrator yet: its first start makes one.');
  const password = generatePassword();
  await store.users.update(admin.id, { passwordHash: await new PasswordHashing().hash(password) });
  await store.totp.remove(admin.id);
  await store.sessions.removeOfUser(admin.id);
  return { username: admin.username, password };
}
