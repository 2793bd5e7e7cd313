import { expect, test } from 'vitest';
import type { AnsweredCall, Caller } from '../../../shared/contract/dispatch.ts';
import { type MethodName, methods } from '../../../shared/contract/methods.ts';
import { auditedCall } from './audited-call.ts';

const user = { id: 'u1', username: 'ann', role: 'admin' as const, reach: { all: true as const }, createdAtMs: 1 };
const caller: Caller = { user, sessionId: 's', address: '10.0.0.9' };
const nobody: Caller = { ...caller, user: null };
const done = (value: unknown = {}) => ({ ok: true as const, value });
const refused = (code: 'unauthenticated' | 'forbidden' | 'rate_limited') => ({ ok: false as const, error: { code, message: '' } });
const call = (name: MethodName, more: Partial<AnsweredCall> = {}) => auditedCall({ name, caller, input: {}, reply: done(), ...more });

test('whatever changes something is kept, what only reads is not', () => {
  const silent = ['incidents.shown', 'auth.refresh', 'auth.readLink', 'cameras.probe', 'models.inspect'];
  for (const name of Object.keys(methods) as MethodName[]) {
    const isKept = methods[name].rest[0] !== 'GET' && !silent.includes(name);
    expect([name, call(name) !== null]).toEqual([name, isKept]);
  }
});

test('a sign-in names who came in; a refused one does not repeat what was typed', () => {
  const input = { username: 'my password by mistake', password: 'x' };
  expect(call('auth.login', { caller: nobody, input, reply: done({ user: { id: 'u2', username: 'bob' } }) })).toMatchObject({
    user: { id: 'u2', username: 'bob' },
    outcome: 'done',
  });
  const refusal = call('auth.login', { caller: nobody, input, reply: refused('unauthenticated') });
  expect(refusal).toMatchObject({ user: null, outcome: 'unauthenticated', address: '10.0.0.9' });
  expect(JSON.stringify(refusal)).not.toContain('mistake');
});

test('a refused change is kept with who tried; strangers and floods are not', () => {
  expect(call('users.delete', { input: { id: 'u9' }, reply: refused('forbidden') })).toMatchObject({ target: 'u9', outcome: 'forbidden' });
  expect(call('users.delete', { caller: nobody, reply: refused('unauthenticated') })).toBeNull();
  expect(call('auth.login', { caller: nobody, reply: refused('rate_limited') })).toBeNull();
});

test('what was made is the target', () => {
  expect(call('sites.create', { input: { name: 'Gate' }, reply: done({ id: 's1' }) })).toMatchObject({
    target: 's1',
    details: { name: 'Gate' },
  });
});
