import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reply } from '../../../shared/contract/dispatch.ts';
import type { MethodName } from '../../../shared/contract/methods.ts';
import { grantSchema } from '../../../shared/schemas/account.ts';
import { isHttps } from './arrival.ts';
import { deviceCookie, isSameOrigin, refreshCookie, sessionCookie } from './authenticator.ts';

const authPath = '/api/auth';
/** The station decides when a session ends; the cookie only has to live longer. */
const cookieLifeS = 31 * 24 * 60 * 60;
/** The longest that browsers keep. */
const deviceLifeS = 400 * 24 * 60 * 60;

/**
 * Sets and clears the cookies that go with an answer of the sign-in.
 * @param deviceToken names the browser from now on.
 * @returns the answer for the body: to a page of ours without the refresh token, which no script needs to see.
 */
export function withSessionCookies(
  name: MethodName,
  answer: Reply,
  { request, reply, deviceToken }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly deviceToken: string | null },
): Reply {
  const clear = () => {
    void reply.clearCookie(sessionCookie, { path: '/' });
    void reply.clearCookie(refreshCookie, { path: authPath });
  };
  if (name === 'auth.logout') clear();
  if (name === 'auth.refresh' && !answer.ok && answer.error.code === 'unauthenticated') clear();
  if ((name !== 'auth.login' && name !== 'auth.refresh') || !answer.ok) return answer;
  const grant = grantSchema.parse(answer.value);
  const options = { httpOnly: true, sameSite: 'strict', secure: isSecure(request) } as const;
  void reply.setCookie(sessionCookie, grant.accessToken, { ...options, path: '/', maxAge: cookieLifeS });
  void reply.setCookie(refreshCookie, grant.refreshToken, { ...options, path: authPath, maxAge: cookieLifeS });
  if (name === 'auth.login' && deviceToken)
    void reply.setCookie(deviceCookie, deviceToken, { ...options, path: authPath, maxAge: deviceLifeS });
  return isSameOrigin(request.headers) ? { ok: true, value: { ...grant, refreshToken: '' } } : answer;
}

/** TLS ends at the tunnel or proxy: what the page itself was loaded by is what counts for its cookies. */
function isSecure({ raw, headers }: FastifyRequest): boolean {
  return isHttps(raw) || headers.origin?.startsWith('https:') === true;
}
