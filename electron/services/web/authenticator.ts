import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { Caller, ClientHints } from '../../../shared/contract/dispatch.ts';
import type { Access } from '../../../shared/contract/methods.ts';
import { roleAtLeast } from '../../../shared/domain/roles.ts';
import { AppError } from '../../../shared/errors.ts';
import { clientAddress } from '../auth/client-address.ts';
import { visitorAddress } from './arrival.ts';
import { inProcessCaller } from './in-process.ts';

/** Cookie that keeps a browser signed in; not readable by scripts. Its token ends after an hour, the next one comes by `auth.refresh`. */
export const sessionCookie = 'sentra_session';
/** Cookie with the refresh token; sent to the addresses of the sign-in only. */
export const refreshCookie = 'sentra_refresh';
/** Cookie that names the browser across sign-ins: strangers who guess passwords elsewhere do not slow its owner down. */
export const deviceCookie = 'sentra_device';

/** What the web server needs of the sign-in service. */
export interface Authenticator {
  /** @returns null when the token is unknown, expired or ended. */
  authenticate(token: string, address: string): Promise<Caller | null>;
  /** An open connection keeps its session alive. @returns false when the session has ended. */
  touch(sessionId: string): Promise<boolean>;
  /** Tells when a session ended (sign-out, new password, removed user). @returns a function that ends the subscription. */
  onSessionEnded(listener: (sessionId: string) => void): () => void;
  /** Tells when the reach of a user changed. @returns a function that ends the subscription. */
  onUserChanged(listener: (userId: string) => void): () => void;
}

export const anonymous = (address: string): Caller => ({ user: null, sessionId: null, address });

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Who sends this request: by Bearer token, else by session cookie. A cookie counts for changing requests only when the page that
 * sends them is ours (Origin equals Host), so that other sites cannot use a signed-in browser.
 */
export async function callerOf(request: FastifyRequest, auth: Authenticator): Promise<Caller> {
  const own = inProcessCaller(request);
  if (own) return own;
  const { address } = clientAddress(visitorAddress(request.raw), request.headers);
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return (await auth.authenticate(bearer, address)) ?? anonymous(address);
  const cookie = request.cookies[sessionCookie];
  if (!cookie || (unsafe.has(request.method) && !isSameOrigin(request.headers))) return anonymous(address);
  return (await auth.authenticate(cookie, address)) ?? anonymous(address);
}

const secretCookie = (value: string | undefined) => (value && value.length <= 200 ? value : null);

/** What a request brings along for the sign-in. The refresh cookie counts only when a page of ours sends it. */
export function clientHintsOf(request: FastifyRequest): ClientHints {
  const { headers, cookies } = request;
  return {
    userAgent: (headers['user-agent'] ?? '').slice(0, 300),
    deviceToken: secretCookie(cookies[deviceCookie]),
    refreshToken: isSameOrigin(headers) ? secretCookie(cookies[refreshCookie]) : null,
    local: clientAddress(visitorAddress(request.raw), headers).local,
  };
}

/**
 * True when the page that asks is ours: the Origin header names the very host that is asked (browsers send it with changing requests),
 * or the browser itself says so of a request without one. Pages can set neither header.
 */
export function isSameOrigin(headers: {
  origin?: string | undefined;
  host?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
}): boolean {
  if (!headers.host) return false;
  if (!headers.origin) return headers['sec-fetch-site'] === 'same-origin';
  try {
    return new URL(headers.origin).host === headers.host;
  } catch {
    return false;
  }
}

/** @throws {AppError} `unauthenticated` or `forbidden`. */
export async function requireAccess(request: FastifyRequest, auth: Authenticator, access: Exclude<Access, 'public'>): Promise<Caller> {
  const caller = await callerOf(request, auth);
  if (!caller.user) throw new AppError('unauthenticated', 'Sign in first.');
  if (!roleAtLeast(caller.user.role, access)) throw new AppError('forbidden', `This needs the role ${access}.`);
  return caller;
}
