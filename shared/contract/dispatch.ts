import { AppError, type ErrorCode } from '../errors.ts';
import { roleAtLeast } from '../domain/roles.ts';
import type { User } from '../schemas/user.ts';
import { type MethodEntry, type MethodName, methods, type Output, type Parsed } from './methods.ts';
import { assertScope, type PlaceResolver } from './scope-check.ts';

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

/** A call as it was answered. `input` is null when it was refused before it was understood. */
export interface AnsweredCall {
  readonly name: MethodName;
  readonly caller: Caller;
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly reply: Reply;
}

/** Where calls are answered. */
export interface Desk {
  readonly handlers: Handlers;
  readonly places: PlaceResolver;
  /** A bug: what was thrown and was no `AppError`. */
  readonly onInternal: (error: unknown, method: string) => void;
  /** Told before the answer leaves; its failure is a bug, not the call's. */
  readonly onAnswered?: (call: AnsweredCall) => Promise<void> | void;
}

/** True when `name` is a method of the contract. */
export function isMethodName(name: unknown): name is MethodName {
  return typeof name === 'string' && Object.hasOwn(methods, name);
}

/**
 * Answers one request from an untrusted peer: checks the name, the role, the input and the reach, calls, checks the output.
 * Never throws: every failure becomes a `Reply` with a stable code; bugs go to `onInternal` and are shown as `internal`.
 */
export async function dispatch(desk: Desk, caller: Caller, name: unknown, rawInput: unknown): Promise<Reply> {
  if (!isMethodName(name)) return refusal('invalid_input', 'unknown method');
  const answered = await answer(desk, caller, name, rawInput);
  try {
    await desk.onAnswered?.({ name, caller, ...answered });
  } catch (error) {
    desk.onInternal(error, name);
  }
  return answered.reply;
}

async function answer(desk: Desk, caller: Caller, name: MethodName, rawInput: unknown): Promise<Pick<AnsweredCall, 'input' | 'reply'>> {
  const entry: MethodEntry = methods[name];
  const refused = checkAccess(entry, caller);
  if (refused) return { input: null, reply: refused };
  const parsed = entry.input.safeParse(rawInput ?? {});
  if (!parsed.success) {
    const words = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ');
    return { input: null, reply: refusal('invalid_input', words) };
  }
  const input = parsed.data as Readonly<Record<string, unknown>>;
  try {
    await assertScope(entry.scope, input, caller, desk.places);
    const handler = desk.handlers[name] as (input: unknown, caller: Caller) => unknown;
    return { input, reply: { ok: true, value: entry.output.parse(await handler(input, caller)) } };
  } catch (error) {
    return { input, reply: replyOf(error, (cause) => desk.onInternal(cause, name)) };
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
