import { z } from 'zod';
import { AppError, errorCodeSchema } from '../../../shared/errors.ts';

const grantedSchema = z.object({ accessToken: z.string().min(1) });
const refusedSchema = z.object({ error: z.object({ code: errorCodeSchema, message: z.string() }) });

/**
 * Signs in over HTTP, because only an HTTP answer can set the cookie that keeps the browser signed in.
 * @returns the session's token, for this page's life only.
 * @throws {AppError} with the station's code, `unavailable` when it gave no answer.
 */
export async function postSignIn(origin: string, username: string, password: string): Promise<string> {
  const response = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
    credentials: 'same-origin',
  }).catch((cause: unknown) => {
    throw new AppError('unavailable', 'The station cannot be reached.', { cause });
  });
  const body: unknown = await response.json().catch(() => null);
  const granted = grantedSchema.safeParse(body);
  if (response.ok && granted.success) return granted.data.accessToken;
  const refused = refusedSchema.safeParse(body);
  if (refused.success) throw new AppError(refused.data.error.code, refused.data.error.message);
  throw new AppError('unavailable', 'The station gave no sensible answer.');
}

/** Ends the session and its cookie. Without an answer the session ends by itself when it expires. */
export async function postSignOut(origin: string, token: string | null): Promise<void> {
  await fetch(`${origin}/api/auth/logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: '{}',
    credentials: 'same-origin',
  }).catch((cause: unknown) => {
    throw new AppError('unavailable', 'The station cannot be reached.', { cause });
  });
}
