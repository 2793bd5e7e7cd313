import { z } from 'zod';
import { type Input, type MethodName, methods } from '../../../shared/contract/methods.ts';
import { AppError, errorCodeSchema } from '../../../shared/errors.ts';

/** Methods that need no sign-in. They go over HTTP: there is no socket yet, and only an HTTP answer can set a cookie. */
export type PublicMethod = 'auth.login' | 'auth.refresh' | 'auth.logout' | 'auth.readLink' | 'auth.join' | 'auth.resetPassword';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code. */
  readonly code?: string;
}

/** An access token for this page's life only; after a reload the cookie takes its place. */
export interface Granted {
  readonly token: string;
  /** How long the token is good for from now, milliseconds, by the station's clock: this machine's may be wrong. */
  readonly lifeMs: number;
}

const grantedSchema = z.object({ accessToken: z.string().min(1), expiresAtMs: z.number().optional() });
const refusedSchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    message: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
});
/** When the station does not say. */
const usualLifeMs = 60 * 60_000;
const answerTimeoutMs = 20_000;

/** @throws {AppError} with the station's code, `unavailable` when it gave no answer. */
export async function callOverHttp<M extends MethodName>(
  origin: string,
  name: M,
  input: Input<M>,
  token: string | null = null,
): Promise<unknown> {
  return (await post(origin, name, input, token)).body;
}

/** @throws {AppError} `unauthenticated` with `details.needs = 'code'` when the second step is missing or wrong. */
export async function postSignIn(origin: string, credentials: Credentials): Promise<Granted> {
  return grantedOf(await post(origin, 'auth.login', credentials, null));
}

/** Exchanges the refresh cookie for the next pair of tokens. @throws {AppError} `unauthenticated` when the session has ended. */
export async function postRefresh(origin: string): Promise<Granted> {
  return grantedOf(await post(origin, 'auth.refresh', {}, null));
}

/** Ends the session and its cookies. Without an answer the session ends by itself when it expires. */
export async function postSignOut(origin: string, token: string | null): Promise<void> {
  await post(origin, 'auth.logout', {}, token);
}

async function post(origin: string, name: MethodName, input: unknown, token: string | null): Promise<{ body: unknown; sentAtMs: number }> {
  const [method, path] = methods[name].rest;
  const response = await fetch(origin + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(input),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(answerTimeoutMs),
  }).catch((cause: unknown) => {
    throw new AppError('unavailable', 'The station cannot be reached.', { cause });
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return { body, sentAtMs: Date.parse(response.headers.get('date') ?? '') };
  const refused = refusedSchema.safeParse(body);
  if (!refused.success) throw new AppError('unavailable', 'The station gave no sensible answer.');
  const { code, message, details } = refused.data.error;
  throw new AppError(code, message, details ? { details } : undefined);
}

function grantedOf({ body, sentAtMs }: { readonly body: unknown; readonly sentAtMs: number }): Granted {
  const granted = grantedSchema.safeParse(body);
  if (!granted.success) throw new AppError('unavailable', 'The station gave no sensible answer.');
  const lifeMs = (granted.data.expiresAtMs ?? Number.NaN) - sentAtMs;
  return { token: granted.data.accessToken, lifeMs: Number.isFinite(lifeMs) ? lifeMs : usualLifeMs };
}
