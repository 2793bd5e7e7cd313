import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { AppError } from '../errors.ts';
import { type Role, wholeReach } from '../schemas/user.ts';
import { createClient } from './client.ts';
import { type Caller, dispatch, type Handlers } from './dispatch.ts';
import { type MethodEntry, methods } from './methods.ts';

const caller = (role: Role | null): Caller => ({
  user: role && { id: 'u1', username: 'ani', role, reach: wholeReach, createdAtMs: 1 },
  sessionId: null,
  address: '127.0.0.1',
});
const site = { id: 's1', name: 'Gate', address: '', createdAtMs: 1 };

const nowhere = () => ({ cameraId: null, siteId: null });
const places = { camera: nowhere, incident: nowhere, site: nowhere };

function rig(overrides: Partial<Handlers> = {}) {
  const onInternal = vi.fn();
  const handlers = { 'sites.list': () => [site], 'sites.create': () => site, ...overrides } as unknown as Handlers;
  const call = (name: unknown, input: unknown, role: Role | null = 'admin') =>
    dispatch({ handlers, places, onInternal }, caller(role), name, input);
  return { onInternal, call };
}

test('a valid call reaches its handler and the answer comes back', async () => {
  expect(await rig().call('sites.list', {})).toEqual({ ok: true, value: [site] });
});

test.each(['__proto__', 'toString', 'constructor', 42, null, undefined, {}, 'sites.lists'])('the name %s is no method', async (name) => {
  const { call, onInternal } = rig();
  expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(onInternal).not.toHaveBeenCalled();
});

test('bad input is refused with the field and what is allowed', async () => {
  const answer = await rig().call('sites.create', { name: '', address: 7 });
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(JSON.stringify(answer)).toMatch(/name: must not be empty.*address:/);
});

test('permission is checked before input, so that strangers learn nothing of the schema', async () => {
  expect(await rig().call('sites.create', { name: '' }, null)).toMatchObject({ error: { code: 'unauthenticated' } });
  expect(await rig().call('sites.create', { name: '' }, 'viewer')).toMatchObject({ error: { code: 'forbidden' } });
});

test('a failure a person can act on keeps its code, words and details', async () => {
  const { call } = rig({
    'sites.list': () => {
      throw new AppError('camera_unreachable', 'The camera refused.', { details: { cause: 'refused' } });
    },
  });
  expect(await call('sites.list', {})).toEqual({
    ok: false,
    error: { code: 'camera_unreachable', message: 'The camera refused.', details: { cause: 'refused' } },
  });
});

test('a bug is reported once and its words are kept inside', async () => {
  const { call, onInternal } = rig({
    'sites.list': () => {
      throw new Error('password=hunter2');
    },
  });
  expect(JSON.stringify(await call('sites.list', {}))).not.toContain('hunter2');
  expect(onInternal).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'password=hunter2' }), 'sites.list');
});

test('an answer that breaks the contract is a bug, not data', async () => {
  const { call, onInternal } = rig({ 'sites.list': () => [{ ...site, id: '../etc' }] });
  expect(await call('sites.list', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(onInternal).toHaveBeenCalledOnce();
});

test('whatever is thrown at it, dispatch answers and never throws', async () => {
  const { call } = rig();
  await fc.assert(
    fc.asyncProperty(fc.anything(), fc.anything(), async (name, input) => {
      expect(await call(name, input)).toHaveProperty('ok');
    }),
  );
});

test('every entry has a REST address of its own, and what changes things is not a GET', () => {
  const addresses = Object.values<MethodEntry>(methods).map(({ rest }) => rest.join(' '));
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const [name, { rest }] of Object.entries<MethodEntry>(methods)) {
    if (/\.(create|update|delete|login|logout|send|shown|renew|change)/i.test(name)) expect([name, rest[0]]).not.toContain('GET');
  }
});

test('only signing in and one-time links are open to everybody', () => {
  const open = Object.entries<MethodEntry>(methods).filter(([, { access }]) => access === 'public');
  expect(open.map(([name]) => name).sort()).toEqual([
    'auth.join',
    'auth.login',
    'auth.logout',
    'auth.readLink',
    'auth.refresh',
    'auth.resetPassword',
  ]);
});

test('the client turns a refusal into an error with the same code and details', async () => {
  const client = createClient({
    invoke: async () => ({ ok: false, error: { code: 'conflict', message: 'Budi has it.', details: { who: 'budi' } } }),
    subscribe: () => () => undefined,
  });
  await expect(client.call('sites.list', {})).rejects.toMatchObject({ code: 'conflict', details: { who: 'budi' } });
});

test.each([undefined, null, 'ok', { ok: true, value: [{ id: 1 }] }, { ok: 'yes' }])('the client refuses the answer %j', async (answer) => {
  const client = createClient({ invoke: async () => answer, subscribe: () => () => undefined });
  await expect(client.call('sites.list', {})).rejects.toThrow();
});

test('the client drops an event that breaks the contract and reports it', () => {
  let tell: (payload: unknown) => void = () => undefined;
  const client = createClient({
    invoke: async () => null,
    subscribe: (_name, listener) => {
      tell = listener;
      return () => undefined;
    },
  });
  const heard = vi.fn();
  const invalid = vi.fn();
  client.on('camera-removed', heard, invalid);
  tell({ id: 'c1' });
  tell({ id: '' });
  expect(heard).toHaveBeenCalledExactlyOnceWith({ id: 'c1' });
  expect(invalid).toHaveBeenCalledOnce();
});
