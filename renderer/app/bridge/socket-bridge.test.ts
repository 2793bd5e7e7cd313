import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionState, ConsoleBridge } from './console-bridge.ts';
import { createSocketBridge } from './socket-bridge.ts';

/** A real Socket.IO server that speaks the station's protocol; `mute` makes it fall silent without closing anything. */
let http: HttpServer;
let io: Server;
let origin: string;
let mute = false;
let bridge: ConsoleBridge | null = null;
const watched: unknown[] = [];
const admin = { username: 'admin', password: 'secret' };
/** The token that counts now; null = the session has ended. */
let good: string | null = null;
let renewals = 0;
/** How long the pictures' connection waits at the door, milliseconds, and how many times it was knocked at. */
let liveDelayMs = 0;
let liveKnocks = 0;

async function serve(port = 0): Promise<void> {
  http = createServer((request, response) => {
    if (request.url === '/api/auth/refresh') renewals += 1;
    if (request.url === '/api/auth/login') good = 'good';
    const granted = good !== null;
    response.writeHead(granted ? 200 : 401, { 'content-type': 'application/json' });
    const refusal = { error: { code: 'unauthenticated', message: 'Sign in first.' } };
    response.end(JSON.stringify(granted ? { accessToken: good, expiresAtMs: Date.now() + 3_600_000 } : refusal));
  });
  io = new Server(http, { pingInterval: 60_000, pingTimeout: 60_000 });
  for (const namespace of [io.of('/'), io.of('/live')]) {
    namespace.use((socket, next) => {
      const known = good !== null && socket.handshake.auth.token === good;
      const answer = () => next(known ? undefined : Object.assign(new Error('Sign in first.'), { data: { code: 'unauthenticated' } }));
      if (namespace.name === '/') return answer();
      liveKnocks += 1;
      setTimeout(answer, liveDelayMs);
    });
  }
  io.on('connection', (socket) =>
    socket.on('call', (name: string, input: unknown, ack: (reply: unknown) => void) => {
      if (!mute) ack({ ok: true, value: { name, input } });
    }),
  );
  io.of('/live').on('connection', (socket) => socket.on('watch', (watch) => watched.push(watch)));
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function open(): { readonly bridge: ConsoleBridge; readonly states: ConnectionState[] } {
  const states: ConnectionState[] = [];
  bridge = createSocketBridge(origin);
  bridge.onConnection((state) => states.push(state));
  return { bridge, states };
}

beforeEach(async () => {
  mute = false;
  good = null;
  renewals = 0;
  liveDelayMs = 0;
  liveKnocks = 0;
  watched.length = 0;
  await serve();
});
afterEach(async () => {
  bridge?.close();
  await io.close();
});

test('without a session the console is told to sign in, and signing in connects it', async () => {
  const { bridge, states } = open();
  await vi.waitFor(() => expect(states.at(-1)).toBe('signed_out'));
  await bridge.signIn(admin);
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'));
  await expect(bridge.invoke('auth.me', { a: 1 })).resolves.toEqual({ ok: true, value: { name: 'auth.me', input: { a: 1 } } });
});

test('frames arrive on the live connection and are acknowledged when drawn', async () => {
  const { bridge, states } = open();
  await bridge.signIn(admin);
  bridge.live.watch({ cameras: [{ cameraId: 'a', maxFps: 5, analysedOnly: true }] });
  await vi.waitFor(() => expect(watched).toHaveLength(1));
  expect(states.at(-1)).toBe('connected');
  const drawn: number[] = [];
  bridge.live.onFrame((header, jpeg, done) => {
    drawn.push(header.seq, jpeg.length);
    done();
  });
  const [socket] = [...io.of('/live').sockets.values()];
  await socket?.timeout(5_000).emitWithAck('frame', { cameraId: 'a', seq: 7, capturedAtMs: 1 }, Buffer.from([1, 2, 3]));
  expect(drawn).toEqual([7, 3]);
});

test('pictures come back when only their connection was ended', async () => {
  const { bridge } = open();
  await bridge.signIn(admin);
  bridge.live.watch({ cameras: [{ cameraId: 'a', maxFps: 5, analysedOnly: false }] });
  await vi.waitFor(() => expect(watched).toHaveLength(1));
  io.of('/live').disconnectSockets(true);
  await vi.waitFor(() => expect(watched).toHaveLength(2), 10_000);
});

test('pictures whose connection is still being made are not asked for twice when the other connection comes back meanwhile', async () => {
  liveDelayMs = 600;
  const { bridge, states } = open();
  await bridge.signIn(admin);
  bridge.live.watch({ cameras: [{ cameraId: 'a', maxFps: 5, analysedOnly: false }] });
  await vi.waitFor(() => expect(liveKnocks).toBe(1));
  io.of('/').disconnectSockets();
  await vi.waitFor(() => expect(states.slice(-2)).toEqual(['lost', 'connected']), { interval: 10 });
  expect(watched).toHaveLength(0);
  await vi.waitFor(() => expect(watched).toHaveLength(1), 5_000);
  await new Promise((resolve) => setTimeout(resolve, liveDelayMs + 200));
  expect([liveKnocks, watched.length, io.of('/live').sockets.size]).toEqual([1, 1, 1]);
});

test('a station that goes away is noticed at once and found again when it is back, with the same wishes', async () => {
  const { bridge, states } = open();
  await bridge.signIn(admin);
  bridge.live.watch({ cameras: [{ cameraId: 'a', maxFps: 5, analysedOnly: false }] });
  await vi.waitFor(() => expect(watched).toHaveLength(1));
  const port = Number(new URL(origin).port);
  await io.close();
  await vi.waitFor(() => expect(states.at(-1)).toBe('lost'));
  await expect(bridge.invoke('auth.me', {})).rejects.toMatchObject({ code: 'unavailable' });
  await serve(port);
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'), 15_000);
  await vi.waitFor(() => expect(watched).toHaveLength(2), 10_000);
});

test('a station that falls silent without closing the connection is noticed within 5 s', async () => {
  const { bridge, states } = open();
  await bridge.signIn(admin);
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'));
  mute = true;
  const beganMs = performance.now();
  await vi.waitFor(() => expect(states).toContain('lost'), { timeout: 8_000, interval: 20 });
  expect(performance.now() - beganMs).toBeLessThan(5_000);
});

test('a token that ran out while the machine slept is renewed without a word to the person', async () => {
  const { bridge, states } = open();
  await bridge.signIn(admin);
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'));
  good = 'next';
  io.disconnectSockets(true);
  await vi.waitFor(() => expect([...io.of('/').sockets.values()].map((socket) => socket.handshake.auth.token)).toEqual(['next']));
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'));
  expect(states).not.toContain('signed_out');
  expect(renewals).toBe(1);
});

test('a session that was ended from elsewhere leads to the sign-in, after one attempt to renew it', async () => {
  const { bridge, states } = open();
  await bridge.signIn(admin);
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'));
  renewals = 0;
  good = null;
  io.disconnectSockets(true);
  await vi.waitFor(() => expect(states.at(-1)).toBe('signed_out'));
  expect(renewals).toBe(1);
});

test('after a reload the cookie opens the door and a token of the page’s own follows', async () => {
  good = 'from the cookie';
  const { states } = open();
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'));
  expect(states).not.toContain('signed_out');
  expect(renewals).toBe(1);
});
