import { AppError, type ErrorCode } from '../errors.ts';
import { roleAtLeast } from '../domain/roles.ts';
import type { User } from '../schemas/user.ts';
import { type MethodEntry, type MethodName, methods, type Output, type Parsed } from './methods.ts';

/** What a request over the network brings along besides its caller. */
export interface ClientHints {
  /** The program's own name, cut to 300 characters. */
  readonly userAgent: string;
  /** Names the browser across sign-ins; null for programs without cookies. */
  readonly deviceToken: string | null;
  /** The refresh token of a browser whose page is ours. */
  readonly refreshToken: string | null;
  /** Asked on this very machine, not through a proxy or tunnel that ends here. */
  readonly local: boolean;
}

/** Who is asking, as the transport established it; `sessionId` names the session for sign-out. */
export interface Caller {
  readonly user: User | null;
  readonly sessionId: string | null;
  /** Network address, for rate limits and logs. */
  readonly address: string;
  /** Present for requests over HTTP. */
  readonly client?: ClientHints;
}

export type Reply<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly details?: Readonly<Record<string, string | number>> };
    };

export type Handlers = { readonly [M in MethodName]: (input: Parsed<M>, caller: Caller) => Promise<Output<M>> | Output<M> };

/** True when `name` is a method of the contract. */
export function isMethodName(name: unknown): name is MethodName {
  return typeof name === 'string' && Object.hasOwn(methods, name);
}

/**
 * Answers one request from an untrusted peer: checks the name, the permission and the input, calls, checks the output.
 * Never throws: every failure becomes a `Reply` with a stable code; bugs go to `onInternal` and are shown as `internal`.
 */
export async function dispatch(
  handlers: Handlers,
  caller: Caller,
  name: unknown,
  rawInput: unknown,
  onInternal: (error: unknown, method: string) => void,
): Promise<Reply> {
  if (!isMethodName(name)) return refusal('invalid_input', 'unknown method');
  const entry: MethodEntry = methods[name];
  const refused = checkAccess(entry, caller);
  if (refused) return refused;
  const parsed = entry.input.safeParse(rawInput ?? {});
  if (!parsed.success) {
    return refusal('invalid_input', parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; '));
  }
  try {
    const handler = handlers[name] as (input: unknown, caller: Caller) => unknown;
    return { ok: true, value: entry.output.parse(await handler(parsed.data, caller)) };
  } catch (error) {
    return replyOf(error, (cause) => onInternal(cause, name));
  }
}

/** Turns anything thrown into a `Reply`; only an `AppError` keeps its words. */
export function replyOf(error: unknown, onInternal: (error: unknown) => void): Reply<never> {
  if (error instanceof AppError) return refusal(error.code, error.message, error.details);
  onInternal(error);
  return refusal('internal', 'Something went wrong inside the station; its log says more.');
}

function checkAccess(entry: MethodEntry, caller: Caller): Reply<never> | null {
  if (entry.access === 'public') return null;
  if (!caller.user) return refusal('unauthenticated', 'Sign in first.');
  if (!roleAtLeast(caller.user.role, entry.access)) return refusal('forbidden', `This needs the role ${entry.access}.`);
  return null;
}

function refusal(code: ErrorCode, message: string, details?: Readonly<Record<string, string | number>>): Reply<never> {
  return { ok: false, error: details ? { code, message, details } : { code, message } };
}
