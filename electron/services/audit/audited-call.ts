import { z } from 'zod';
import type { AnsweredCall } from '../../../shared/contract/dispatch.ts';
import { type MethodName, methods } from '../../../shared/contract/methods.ts';
import type { AuditEvent } from './audit-log.ts';

/** Not GET, and yet nothing that anybody would want to look up: they come by the minute, or change nothing. */
const notKept: ReadonlySet<string> = new Set<MethodName>([
  'incidents.shown',
  'auth.refresh',
  'auth.readLink',
  'cameras.probe',
  'models.inspect',
]);

const idOf = z.object({ id: z.string() });
const userOf = z.object({ id: z.string(), username: z.string() });
const grantOf = z.object({ user: userOf });

/** What the audit log keeps of a call; null for what it does not. */
export function auditedCall({ name, caller, input, reply }: AnsweredCall): AuditEvent | null {
  if (methods[name].rest[0] === 'GET' || notKept.has(name)) return null;
  const outcome = reply.ok ? 'done' : reply.error.code;
  // Strangers could fill the disk with these; wrong passwords are slowed down and count.
  if (!caller.user && outcome !== 'done' && !(name === 'auth.login' && outcome === 'unauthenticated')) return null;
  if (outcome === 'rate_limited') return null;
  const value = reply.ok ? reply.value : null;
  return {
    user: caller.user ?? grantOf.safeParse(value).data?.user ?? (name === 'auth.join' ? (userOf.safeParse(value).data ?? null) : null),
    address: caller.address,
    action: name,
    target:
      idOf.safeParse(input).data?.id ??
      (typeof input?.name === 'string' && name === 'secrets.set' ? input.name : null) ??
      idOf.safeParse(value).data?.id ??
      null,
    outcome,
    // A name that nobody has may be a password in the wrong field.
    details: name === 'auth.login' ? {} : (input ?? {}),
  };
}
