import { mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { methods } from '../../../shared/contract/methods.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Role, User } from '../../../shared/schemas/user.ts';
import { createLogger } from '../logging/logger.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const user = (role: Role): User => ({ id: `u-${role}`, username: role, role, createdAtMs: 1 });
const ended = new Set<(sessionId: string) => void>();
const log: string[] = [];
let server: WebServer;
const sockets: Socket[] = [];

/** A station whose every method answers `not_found` unless the test says otherwise; tokens are `token-<role>`. */
beforeEach(async () => {
  log.length = 0;
  const consoleDir = mkdtempSync(join(tmpdir(), 'sentra-console-'));
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>console</title>');
  const refuse = Object.fromEntries(Object.keys(methods).map((name) => [name, () => Promise.reject(new AppError('not_found', name))]));
  const handlers = {
    ...refuse,
    'auth.login': ({ password }: { password: string }) => {
      if (password !== 'right') throw new AppError('unauthenticated', 'Wrong user name or password.');
      return { accessToken: 'token-admin', tokenType: 'Bearer', expiresAtMs: Date.now() + 60_000, user: user('admin') };
    },
    'auth.logout': () => ({ done: true }),
    'auth.me': (_input: unknown, caller: Caller) => caller.user,
    'incidents.list': (input: unknown) => {
      received.push(input);
      return { incidents: [], total: 0, nextBeforeId: null };
    },
    'sites.list': () => {
      throw new Error('db password=hunter2 is wrong');
    },
    'messages.send': ({ text }: { text: string }) => ({
      id: 'm1',
      kind: 'message',
      cameraId: null,
      cameraName: '',
      location: '',
      confidence: 0,
      detectedAtMs: 1,
      photoUrl: null,
      text,
    }),
  } as unknown as Handlers;
  server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    consoleDir,
    handlers,
    auth: {
      authenticate: async (token, address) => {
        const role = /^token-(viewer|responder|operator|admin)$/.exec(token)?.[1] as Role | undefined;
        return role ? { user: user(role), sessionId: `s-${role}`, address } : null;
      },
      touch: async () => true,
      onSessionEnded: (listener) => {
        ended.add(listener);
        return () => ended.delete(listener);
      },
    },
    media: {
      snapshot: async (cameraId) => ({ cameraId, seq: 1, capturedAtMs: 7, jpeg: new Uint8Array([0xff, 0xd8, 0xff, 0xd9]) }),
      streamMjpeg: async () => Promise.reject(new AppError('not_found', 'no camera')),
      photoPath: async () => Promise.reject(new AppError('not_found', 'no photo')),
      pushFrame: async (_id, token, jpeg) => {
        if (token !== 'device') throw new AppError('unauthenticated', 'Wrong device token.');
        received.push(jpeg.length);
      },
    },
    createLiveFeed: (send) => ({
      watch: (watch) => {
        for (const { cameraId } of watch.cameras)
          void send({ cameraId, seq: 5, capturedAtMs: 9 }, new Uint8Array([1, 2, 3])).then(() => received.push('drawn'));
      },
      close: () => received.push('feed closed'),
    }),
    status: async () =>
      ({ version: '1.2.3', startedAtMs: 0, nowMs: 5_500, inference: { state: 'running' }, cameras: { total: 2, live: 1 } }) as never,
    metrics: new Registry(),
    log: createLogger('info', { write: (line: string) => void log.push(line) }),
  });
});
const received: unknown[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  received.length = 0;
  await server.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.address + path, { headers });
const bearer = (role: Role) => ({ authorization: `Bearer token-${role}` });

function connect(token: string, path = '/'): Socket {
  const socket = io(server.address + path, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  sockets.push(socket);
  return socket;
}
const once = (socket: Socket, event: string) =>
  new Promise<unknown[]>((resolve) => socket.once(event, (...values: unknown[]) => resolve(values)));

test('health answers without sign-in, the contract does not', async () => {
  expect(await (await get('/health')).json()).toMatchObject({ status: 'ok', uptimeS: 5, cameras: { total: 2, live: 1 } });
  const refused = await get('/api/auth/me');
  expect(refused.status).toBe(401);
  expect(await refused.json()).toEqual({ error: { code: 'unauthenticated', message: 'Sign in first.' } });
});

test('every contract entry refuses a caller without sign-in, unless it is public', async () => {
  for (const [name, { access, rest }] of Object.entries(methods)) {
    const [verb, path] = rest;
    const answer = await fetch(server.address + path.replace(':id', 'x1'), {
      method: verb,
      ...(verb === 'GET' || verb === 'DELETE' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' }),
    });
    expect([name, answer.status]).toEqual([name, access === 'public' ? 400 : 401]);
  }
});

test('a role below the declared one is forbidden', async () => {
  expect((await get('/api/users', bearer('operator'))).status).toBe(403);
  expect((await get('/api/users', bearer('admin'))).status).toBe(404);
});

test('query text reaches the handler as numbers and wrong values are named', async () => {
  expect((await get('/api/incidents?limit=5&fromMs=1000', bearer('viewer'))).status).toBe(200);
  expect(received[0]).toEqual({ limit: 5, fromMs: 1000 });
  const wrong = await get('/api/incidents?limit=9999', bearer('viewer'));
  expect(wrong.status).toBe(400);
  expect(((await wrong.json()) as { error: { message: string } }).error.message).toContain('limit');
});

test('a bug inside the station is logged redacted and shown without its words', async () => {
  const answer = await get('/api/sites', bearer('viewer'));
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('hunter2');
  expect(log.join()).toContain('sites.list');
});

test.each([
  ['broken JSON', '{', 'application/json', 400],
  ['a body of two megabytes', JSON.stringify({ username: 'x'.repeat(2_000_000) }), 'application/json', 413],
  ['an unknown content type', 'x', 'text/x-evil', 400],
])('%s is refused with a clear error', async (_name, body, type, status) => {
  const answer = await fetch(`${server.address}/api/auth/login`, { method: 'POST', headers: { 'content-type': type }, body });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
});

test('the session cookie signs in a page of ours and is worthless to a page of another site', async () => {
  const login = await fetch(`${server.address}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: 'right' }),
  });
  const cookie = login.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/sentra_session=.*HttpOnly.*SameSite=Strict/);
  const pair = cookie.split(';')[0] ?? '';
  expect((await get('/api/auth/me', { cookie: pair })).status).toBe(200);
  const post = (origin: string) => fetch(`${server.address}/api/auth/logout`, { method: 'POST', headers: { cookie: pair, origin } });
  expect((await post('https://evil.example')).status).toBe(401);
  expect((await post(server.address)).status).toBe(200);
});

test('a foreign Host header is refused, which stops DNS rebinding', async () => {
  const { port } = new URL(server.address);
  const status = await new Promise((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', path: '/health', headers: { host: 'evil.example' } }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

test('a device pushes a frame with its token and only with it', async () => {
  const push = (token: string | null, type = 'image/jpeg') =>
    fetch(`${server.address}/api/cameras/c1/frame`, {
      method: 'POST',
      headers: { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: new Uint8Array([0xff, 0xd8, 0xff, 0xd9]),
    });
  expect((await push('device')).status).toBe(204);
  expect(received).toEqual([4]);
  expect((await push('stolen')).status).toBe(401);
  expect((await push(null)).status).toBe(401);
});

test('a snapshot needs a sign-in and is never cached', async () => {
  expect((await get('/api/cameras/c1/snapshot.jpg')).status).toBe(401);
  const answer = await get('/api/cameras/c1/snapshot.jpg', bearer('viewer'));
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('a live stream of an unknown camera is a 404 in words', async () => {
  expect((await get('/api/cameras/nope/live.mjpeg', bearer('viewer'))).status).toBe(404);
});

test('the OpenAPI document and its page list every method', async () => {
  const document = (await (await get('/api/docs/json')).json()) as { paths: Record<string, Record<string, unknown>> };
  for (const { rest } of Object.values(methods))
    expect(document.paths[rest[1].replace(/:(\w+)/g, '{$1}')]).toHaveProperty(rest[0].toLowerCase());
  expect((await get('/api/docs')).status).toBe(200);
});

test('an address of the console is answered by its page, an unknown API address by JSON', async () => {
  const page = await get('/incidents/42', { accept: 'text/html' });
  expect(await page.text()).toContain('console');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect((await get('/api/nothing', { accept: 'application/json' })).status).toBe(404);
});

test('a socket without a valid token is refused', async () => {
  const [error] = await once(connect('nonsense'), 'connect_error');
  expect((error as Error).message).toBe('Sign in first.');
});

test('a socket calls the contract and a message reaches the sender through its ack', async () => {
  const socket = connect('token-responder');
  await once(socket, 'connect');
  expect(await socket.emitWithAck('call', 'auth.me', {})).toMatchObject({ ok: true, value: { role: 'responder' } });
  expect(await socket.emitWithAck('call', 'users.list', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(await socket.emitWithAck('call', '__proto__', {})).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(await socket.emitWithAck('send-message', 'hello')).toMatchObject({ ok: true, value: { kind: 'message', text: 'hello' } });
});

test('a socket that floods is told to slow down', async () => {
  const socket = connect('token-viewer');
  await once(socket, 'connect');
  const answers = await Promise.all(Array.from({ length: 200 }, () => socket.emitWithAck('call', 'auth.me', {})));
  expect(answers.filter((answer: { ok: boolean }) => answer.ok).length).toBeGreaterThanOrEqual(100);
  expect(answers.at(-1)).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
});

test('events reach every signed-in console and an ended session is thrown out', async () => {
  const [first, second] = [connect('token-viewer'), connect('token-admin')];
  await Promise.all([once(first, 'connect'), once(second, 'connect')]);
  const heard = Promise.all([once(first, 'camera-removed'), once(second, 'camera-removed')]);
  server.hub.broadcast('camera-removed', { id: 'c1' });
  expect(await heard).toEqual([[{ id: 'c1' }], [{ id: 'c1' }]]);
  const gone = once(first, 'disconnect');
  for (const listener of ended) listener('s-viewer');
  expect(await gone).toBeTruthy();
  expect(second.connected).toBe(true);
});

test('live pictures come on a connection of their own and wait for the viewer', async () => {
  const socket = connect('token-viewer', '/live');
  await once(socket, 'connect');
  const frame = new Promise<{ header: unknown; size: number; ack: () => void }>((resolve) => {
    socket.once('frame', (header: unknown, jpeg: ArrayBuffer | Buffer, ack: () => void) => resolve({ header, size: jpeg.byteLength, ack }));
  });
  expect(await socket.emitWithAck('watch', { cameras: [{ cameraId: 'c1', maxFps: 5 }] })).toEqual({ ok: true });
  const { header, size, ack } = await frame;
  expect(header).toEqual({ cameraId: 'c1', seq: 5, capturedAtMs: 9 });
  expect(size).toBe(3);
  expect(received).not.toContain('drawn');
  ack();
  await expect.poll(() => received).toContain('drawn');
  expect(await socket.emitWithAck('watch', { cameras: 'all' })).toMatchObject({ ok: false });
});

test('a taken port is an error that says so', async () => {
  const { port } = new URL(server.address);
  await expect(
    startWebServer({
      host: '127.0.0.1',
      port: Number(port),
      metrics: new Registry(),
      version: '1',
      consoleDir: '/nonexistent',
      auth: { authenticate: async () => null, onSessionEnded: () => () => undefined },
    } as never),
  ).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('--port') });
});
