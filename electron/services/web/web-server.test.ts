import { mkdtempSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { methods } from '../../../shared/contract/methods.ts';
import type { PlaceResolver } from '../../../shared/contract/scope-check.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Role, type User, wholeReach } from '../../../shared/schemas/user.ts';
import { createLogger } from '../logging/logger.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const user = (role: Role): User => ({ id: `u-${role}`, username: role, role, reach: wholeReach, createdAtMs: 1 });
const grant = {
  accessToken: 'token-admin',
  tokenType: 'Bearer',
  expiresAtMs: 1_900_000_000_000,
  refreshToken: 'refresh-admin',
  user: user('admin'),
};
const ended = new Set<(sessionId: string) => void>();
const log: string[] = [];
const logger = createLogger('info', { write: (line: string) => void log.push(line) });
const places: PlaceResolver = {
  camera: (id) => (id === 'nope' ? null : { cameraId: id, siteId: null }),
  incident: () => ({ cameraId: null, siteId: null }),
  site: (id) => ({ cameraId: null, siteId: id }),
};
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
      return grant;
    },
    'auth.refresh': (input: { refreshToken?: string }, { client }: Caller) => {
      received.push(client);
      if ((input.refreshToken ?? client?.refreshToken) !== 'refresh-admin') throw new AppError('unauthenticated', 'Sign in first.');
      return grant;
    },
    'auth.readLink': () => Promise.reject(new AppError('not_found', 'link')),
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
    desk: { handlers, places, onInternal: (error, where) => logger.error({ err: error, where }, 'request failed') },
    cameras: [],
    guard: { allows: () => true, onChanged: () => () => undefined },
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
      onUserChanged: () => () => undefined,
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
    recordings: {
      segmentFile: async () => Promise.reject(new AppError('not_found', 'no recording')),
      preview: async () => Promise.reject(new AppError('not_found', 'no recording')),
      piece: async () => null,
    },
    evidence: {
      clipFile: async () => Promise.reject(new AppError('not_found', 'no clip')),
      exportFile: async () => Promise.reject(new AppError('not_found', 'no export')),
      noteAccess: async () => undefined,
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
    auditPages: async function* () {
      yield [];
    },
    metrics: new Registry(),
    receiveTelegramUpdate: async () => undefined,
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
    const answer = await fetch(server.address + path.replace(/:\w+/g, 'x1'), {
      method: verb,
      ...(verb === 'GET' || verb === 'DELETE' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' }),
    });
    // Public ones refuse for what they were sent: a refresh without a token is no sign-in, a sign-out without one is done already.
    const expected = access !== 'public' ? [401] : name === 'auth.refresh' ? [401] : name === 'auth.logout' ? [200] : [400];
    expect([name, expected]).toEqual([name, expect.arrayContaining([answer.status])]);
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

const postJson = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(server.address + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
const signIn = (headers: Record<string, string> = {}) => postJson('/api/auth/login', { username: 'admin', password: 'right' }, headers);
/** Name → what was set, attributes included. */
const cookiesOf = (answer: Response) => new Map(answer.headers.getSetCookie().map((line) => [line.split('=')[0], line]));
const pairOf = (line: string | undefined) => line?.split(';')[0] ?? '';

test('the session cookie signs in a page of ours and is worthless to a page of another site', async () => {
  const cookie = cookiesOf(await signIn()).get('sentra_session');
  expect(cookie).toMatch(/^sentra_session=token-admin; .*Path=\/; HttpOnly; SameSite=Strict/);
  const pair = pairOf(cookie);
  expect((await get('/api/auth/me', { cookie: pair })).status).toBe(200);
  const post = (origin: string) => postJson('/api/messages', { text: 'hello' }, { cookie: pair, origin });
  expect((await post('https://evil.example')).status).toBe(401);
  expect((await post(server.address)).status).toBe(200);
});

test('the refresh cookie goes to the sign-in only, renews for a page of ours, and never for a page of another site', async () => {
  const cookie = cookiesOf(await signIn()).get('sentra_refresh');
  expect(cookie).toMatch(/^sentra_refresh=refresh-admin; .*Path=\/api\/auth; HttpOnly; SameSite=Strict/);
  const renew = (headers: Record<string, string>) => postJson('/api/auth/refresh', {}, { cookie: pairOf(cookie), ...headers });
  for (const foreign of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
    const refused = await renew(foreign);
    expect(refused.status).toBe(401);
  }
  const renewed = await renew({ origin: server.address });
  expect(renewed.status).toBe(200);
  expect([...cookiesOf(renewed).keys()].sort()).toEqual(['sentra_refresh', 'sentra_session']);
});

test('scripts of the page never see the refresh token, programs do', async () => {
  expect(await (await signIn({ origin: server.address })).json()).toEqual({ ...grant, refreshToken: '' });
  expect(await (await signIn()).json()).toEqual(grant);
  expect(await (await postJson('/api/auth/refresh', { refreshToken: 'refresh-admin' })).json()).toEqual(grant);
});

test('a refresh that is refused and a sign-out clear both cookies', async () => {
  const origin = { origin: server.address };
  for (const answer of [
    await postJson('/api/auth/refresh', { refreshToken: 'stolen' }, origin),
    await postJson('/api/auth/logout', {}, origin),
  ]) {
    const cookies = cookiesOf(answer);
    for (const name of ['sentra_session', 'sentra_refresh']) expect(cookies.get(name)).toMatch(/=; .*Expires=Thu, 01 Jan 1970/);
  }
});

test('a browser keeps the name it was given at its first sign-in, and a page loaded over TLS gets Secure cookies', async () => {
  const first = cookiesOf(await signIn({ origin: server.address })).get('sentra_device');
  expect(first).toMatch(/^sentra_device=[\w-]{43}; .*HttpOnly; SameSite=Strict/);
  expect(first).not.toContain('Secure');
  const again = await signIn({ origin: server.address.replace('http:', 'https:'), cookie: pairOf(first) });
  expect(pairOf(cookiesOf(again).get('sentra_device'))).toBe(pairOf(first));
  for (const cookie of cookiesOf(again).values()) expect(cookie).toContain('Secure');
  expect(cookiesOf(await signIn()).has('sentra_device')).toBe(false);
});

test('what comes through a tunnel is neither local nor known by an address', async () => {
  await postJson('/api/auth/refresh', {});
  await postJson('/api/auth/refresh', {}, { 'x-forwarded-for': '127.0.0.1' });
  expect(received).toMatchObject([{ local: true }, { local: false }]);
  expect((await get('/metrics')).status).toBe(200);
  expect((await get('/metrics', { 'x-forwarded-for': '127.0.0.1' })).status).toBe(401);
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
  const answers = await Promise.all(Array.from({ length: 1000 }, () => socket.emitWithAck('call', 'auth.me', {})));
  expect(answers.filter((answer: { ok: boolean }) => answer.ok).length).toBeGreaterThanOrEqual(100);
  expect(answers).toContainEqual(expect.objectContaining({ ok: false, error: expect.objectContaining({ code: 'rate_limited' }) }));
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
      auth: { authenticate: async () => null, onSessionEnded: () => () => undefined, onUserChanged: () => () => undefined },
      desk: {},
      guard: { onChanged: () => () => undefined },
      cameras: [],
    } as never),
  ).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('--port') });
});
