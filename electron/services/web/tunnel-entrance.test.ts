import { once } from 'node:events';
import { request } from 'node:http';
import { Registry } from 'prom-client';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { type User, wholeReach } from '../../../shared/schemas/user.ts';
import { createLogger } from '../logging/logger.ts';
import type { TunnelEntrance } from './tunnel-entrance.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const admin: User = { id: 'u1', username: 'admin', role: 'admin', reach: wholeReach, createdAtMs: 1 };
const publicHost = 'quiet-owl.example';
const addresses: string[] = [];
let server: WebServer;
let door: TunnelEntrance;

beforeEach(async () => {
  addresses.length = 0;
  server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    consoleDir: '/nonexistent',
    desk: {
      places: { camera: () => null, incident: () => null, site: () => null },
      onInternal: () => undefined,
      handlers: {
        'auth.login': (_input: unknown, caller: { address: string }) => {
          addresses.push(caller.address);
          return { accessToken: 'good', tokenType: 'Bearer', expiresAtMs: 1, refreshToken: 'next', user: admin };
        },
        'auth.me': () => admin,
      } as unknown as Handlers,
    },
    cameras: [],
    guard: { allows: () => true, onChanged: () => () => undefined },
    auth: {
      authenticate: async (token: string, address: string) => {
        addresses.push(address);
        return token === 'good' ? { user: admin, sessionId: 's1', address } : null;
      },
      touch: async () => true,
      onSessionEnded: () => () => undefined,
      onUserChanged: () => () => undefined,
    },
    media: {
      snapshot: async () => Promise.reject(new AppError('not_found', 'none')),
      streamMjpeg: async () => Promise.reject(new AppError('not_found', 'none')),
      photoPath: async () => Promise.reject(new AppError('not_found', 'none')),
      pushFrame: async () => undefined,
    },
    createLiveFeed: () => ({ watch: () => undefined, close: () => undefined }),
    status: async () =>
      ({ version: '1', startedAtMs: 0, nowMs: 1, inference: { state: 'running' }, cameras: { total: 0, live: 0 } }) as never,
    metrics: new Registry(),
    receiveTelegramUpdate: async () => undefined,
    log: createLogger('fatal'),
  } as unknown as Parameters<typeof startWebServer>[0]);
  door = await server.openTunnelEntrance({ visitorHeader: 'cf-connecting-ip' });
  door.setUrl(`https://${publicHost}`);
});
afterEach(async () => {
  door.close();
  await server.close();
});

interface Asked {
  readonly path: string;
  readonly port?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
function ask({
  path,
  port = door.port,
  headers = {},
  body,
}: Asked): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = request(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { host: publicHost, ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    outgoing.on('error', reject).end(body);
  });
}
const signIn = (headers: Record<string, string> = {}) =>
  ask({
    path: '/api/auth/login',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"username":"admin","password":"x"}',
  });
const stationPort = () => Number(new URL(server.address).port);

test('visitors of the tunnel are served under the public host and under no other', async () => {
  expect((await ask({ path: '/health' })).status).toBe(200);
  expect((await ask({ path: '/health', headers: { host: 'QUIET-OWL.example' } })).status).toBe(200);
  for (const host of ['localhost', '127.0.0.1', 'evil.example', `${publicHost}:8443`, `${publicHost}.evil.example`])
    expect([host, (await ask({ path: '/health', headers: { host } })).status]).toEqual([host, 403]);
});

test('the public host is no name of the station on its own port', async () => {
  expect((await ask({ path: '/health', port: stationPort() })).status).toBe(403);
});

test('before the provider has told the address nobody is served', async () => {
  const early = await server.openTunnelEntrance({ visitorHeader: null });
  expect((await ask({ path: '/health', port: early.port })).status).toBe(403);
  early.close();
});

test('metrics are for this machine, and a visitor of the tunnel is not at this machine whatever its headers say', async () => {
  expect((await ask({ path: '/metrics', port: stationPort(), headers: { host: 'localhost' } })).status).toBe(200);
  const lies = { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1', 'cf-connecting-ip': '127.0.0.1' };
  expect((await ask({ path: '/metrics' })).status).toBe(401);
  expect((await ask({ path: '/metrics', headers: lies })).status).toBe(401);
});

test('the address of a visitor is what the provider says, and never one of a private network', async () => {
  await signIn({ 'cf-connecting-ip': '203.0.113.9', 'x-forwarded-for': '198.51.100.1' });
  await signIn({ 'cf-connecting-ip': '192.168.1.5' });
  await signIn({ 'cf-connecting-ip': '::ffff:127.0.0.1' });
  await signIn({ 'cf-connecting-ip': 'admin' });
  await signIn();
  expect(addresses).toEqual(['203.0.113.9', 'tunnel', 'tunnel', 'tunnel', 'tunnel']);
});

test('on the own port such headers give nobody an address, they only take the rights of this machine away', async () => {
  await ask({
    path: '/api/auth/login',
    port: stationPort(),
    headers: { host: 'localhost', 'content-type': 'application/json', 'cf-connecting-ip': '203.0.113.9', 'x-forwarded-proto': 'https' },
    body: '{"username":"admin","password":"x"}',
  });
  expect(addresses).toEqual(['tunnel']);
});

test('the cookie is Secure where visitors come by https, and only there', async () => {
  const secure = await signIn();
  expect(String(secure.headers['set-cookie'])).toContain('Secure');
  expect(secure.headers['strict-transport-security']).toContain('max-age');
  const plain = await ask({
    path: '/api/auth/login',
    port: stationPort(),
    headers: { host: 'localhost', 'content-type': 'application/json' },
    body: '{"username":"admin","password":"x"}',
  });
  expect(String(plain.headers['set-cookie'])).not.toContain('Secure');
  expect(plain.headers['strict-transport-security']).toBeUndefined();
});

test('a changing request by cookie needs an Origin of the public address', async () => {
  const cookie = 'sentra_session=good';
  const post = (origin: string) =>
    ask({ path: '/api/messages', headers: { cookie, origin, 'content-type': 'application/json' }, body: '{"text":"x"}' });
  expect((await post('https://evil.example')).status).toBe(401);
  expect((await post(`https://${publicHost}`)).status).not.toBe(401);
});

test('the proof of the tunnel is given through the tunnel only', async () => {
  const nonce = 'n'.repeat(32);
  const headers = { 'x-sentra-check': nonce };
  expect((await ask({ path: '/health', headers })).headers['x-sentra-proof']).toBe(door.proofOf(nonce));
  expect(
    (await ask({ path: '/health', port: stationPort(), headers: { ...headers, host: 'localhost' } })).headers['x-sentra-proof'],
  ).toBeUndefined();
  expect((await ask({ path: '/health', headers: { 'x-sentra-check': 'x' } })).headers['x-sentra-proof']).toBeUndefined();
  const other = await server.openTunnelEntrance({ visitorHeader: null });
  other.setUrl(`https://${publicHost}`);
  expect((await ask({ path: '/health', port: other.port, headers })).headers['x-sentra-proof']).not.toBe(door.proofOf(nonce));
  other.close();
});

test('a socket comes through the tunnel by websocket and ends with it', async () => {
  const headers = { host: publicHost, origin: `https://${publicHost}`, cookie: 'sentra_session=good' };
  const socket = io(`http://127.0.0.1:${door.port}`, {
    transports: ['websocket'],
    extraHeaders: headers,
    forceNew: true,
    reconnection: false,
  });
  await once(socket as never, 'connect');
  expect(await socket.emitWithAck('call', 'auth.me', {})).toMatchObject({ ok: true });
  expect(addresses).toEqual(['tunnel']);
  const gone = once(socket as never, 'disconnect');
  door.close();
  await gone;
});

test('where websockets do not get through, polling does', async () => {
  // Browsers send no Origin with a GET of their own page, but say that it is one.
  const headers = { 'sec-fetch-site': 'same-origin', cookie: 'sentra_session=good' };
  const path = '/socket.io/?EIO=4&transport=polling';
  const { sid } = JSON.parse((await ask({ path, headers })).text.slice(1)) as { sid: string };
  const signedIn = await ask({ path: `${path}&sid=${sid}`, headers: { ...headers, 'content-type': 'text/plain' }, body: '40' });
  expect(signedIn.text).toBe('ok');
  expect((await ask({ path: `${path}&sid=${sid}`, headers })).text).toMatch(/^40\{"sid"/);
});

test('a page of another site opens no socket through the tunnel', async () => {
  const headers = { host: publicHost, origin: 'https://evil.example', cookie: 'sentra_session=good' };
  const socket = io(`http://127.0.0.1:${door.port}`, {
    transports: ['websocket'],
    extraHeaders: headers,
    forceNew: true,
    reconnection: false,
  });
  await once(socket as never, 'connect_error');
  socket.disconnect();
});

test('a closed entrance takes nobody', async () => {
  door.close();
  await expect(ask({ path: '/health' })).rejects.toThrow();
});
