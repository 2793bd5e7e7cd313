import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { replyOf } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { wholeReach } from '../../../shared/schemas/user.ts';
import type { SegmentRecord } from '../store/recording-repository.ts';
import { callerOf } from './authenticator.ts';
import { httpStatus } from './http-error.ts';
import { askInProcess, type MediaRequest, refuseContract } from './in-process.ts';
import { OpenStreams } from './open-streams.ts';
import { registerRecordingRoutes } from './recording-routes.ts';

const video = randomBytes(8 << 20);
const owner: Caller = {
  user: { id: 'owner', username: 'operator', role: 'admin', reach: wholeReach, createdAtMs: 1 },
  sessionId: null,
  address: 'window',
};
let folder = '';
let file = '';
let app: FastifyInstance;
let address = '';
const askedBy: (string | null)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-window-'));
  file = join(folder, 'a.mp4');
  writeFileSync(file, video);
  app = Fastify();
  await app.register(cookie);
  app.addHook('onRequest', async (request) => refuseContract(request));
  app.setErrorHandler((error: unknown, _request, reply) => {
    const answer = replyOf(error, () => undefined);
    if (!answer.ok) void reply.code(httpStatus[answer.error.code]).send({ error: answer.error });
  });
  const auth = {
    authenticate: async () => null,
    touch: async () => true,
    onSessionEnded: () => () => undefined,
    onUserChanged: () => () => undefined,
  };
  registerRecordingRoutes(app, {
    auth,
    recordings: {
      segmentFile: async (id, caller) => {
        askedBy.push(caller.user?.username ?? null);
        if (id !== 'seg-1') throw new AppError('not_found', 'There is no such recording.');
        return { segment: { id, cameraId: 'gate', bytes: video.length, endMs: 1, open: false } as SegmentRecord, path: file };
      },
      preview: async () => Promise.reject(new AppError('unavailable', 'The disk is gone.')),
      piece: async () => null,
    },
    streams: new OpenStreams(),
  });
  app.get('/api/who', async (request) => ({ who: (await callerOf(request, auth)).user?.username ?? null }));
  app.get('/api/users', { config: { isContract: true } }, async () => ['secret']);
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const segment = '/api/recordings/segments/seg-1.mp4';
const ask = (path: string, over: Partial<MediaRequest> = {}) =>
  askInProcess(app, { method: 'GET', path, headers: {}, signal: new AbortController().signal, ...over }, owner);
const textOf = async (answer: Awaited<ReturnType<typeof ask>>) => (await buffer(answer.body)).toString();

/** Whether this process holds the recording open. */
const isFileOpen = () =>
  readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file;
    } catch {
      return false;
    }
  });

test('the window gets a whole recording as its owner, byte for byte', async () => {
  const answer = await ask(segment);
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'video/mp4', 'content-length': String(video.length) } });
  expect((await buffer(answer.body)).equals(video)).toBe(true);
  expect(askedBy.at(-1)).toBe('operator');
});

test('a piece of it is answered to the byte, and what is unchanged is not sent again', async () => {
  const piece = await ask(segment, { headers: { Range: 'bytes=1000-1999' } });
  expect([piece.status, piece.headers['content-range']]).toEqual([206, `bytes 1000-1999/${video.length}`]);
  expect((await buffer(piece.body)).equals(video.subarray(1000, 2000))).toBe(true);
  const unchanged = await ask(segment, { headers: { 'if-none-match': piece.headers.etag ?? '' } });
  expect([unchanged.status, await textOf(unchanged)]).toEqual([304, '']);
  const head = await ask(segment, { method: 'HEAD' });
  expect([head.status, head.headers['content-length'], await textOf(head)]).toEqual([200, String(video.length), '']);
});

test('errors of the routes come as they are', async () => {
  expect((await ask('/api/recordings/segments/other.mp4')).status).toBe(404);
  const failed = await ask('/api/recordings/gate/preview.jpg?atMs=5');
  expect([failed.status, await textOf(failed)]).toEqual([503, expect.stringContaining('The disk is gone.')]);
});

test('a window that stops reading lets go of the file, read to a part or not at all', async () => {
  const answer = await ask(segment);
  answer.body.once('data', () => answer.body.destroy());
  await vi.waitFor(() => expect(isFileOpen()).toBe(false));

  const given = new AbortController();
  const other = await ask(segment, { signal: given.signal });
  other.body.on('error', () => undefined);
  await vi.waitFor(() => expect(isFileOpen()).toBe(true));
  given.abort();
  await vi.waitFor(() => expect(isFileOpen()).toBe(false));
});

test('an answer is not read ahead of its reader', async () => {
  const answer = await ask(segment);
  await vi.waitFor(() => expect(isFileOpen()).toBe(true));
  expect(answer.body.readableLength).toBeLessThan(1 << 20);
  answer.body.destroy();
});

test('methods of the contract are not behind this door', async () => {
  const answer = await ask('/api/users');
  expect([answer.status, await textOf(answer)]).toEqual([404, expect.not.stringContaining('secret')]);
});

test('nobody becomes the owner over the network, also while the window asks', async () => {
  const window = await ask(segment);
  const stranger = await fetch(`${address}/api/who`, { headers: { 'user-agent': 'lightMyRequest' } });
  expect(await stranger.json()).toEqual({ who: null });
  expect((await fetch(address + segment)).status).toBe(401);
  expect(await textOf(await ask('/api/who'))).toBe('{"who":"operator"}');
  window.body.destroy();
});

test('cookies and sign-ins of the page are not passed on', async () => {
  const answer = await askInProcess(
    app,
    {
      method: 'GET',
      path: '/api/who',
      headers: { authorization: 'Bearer x', cookie: 'sentra_session=y' },
      signal: AbortSignal.timeout(5000),
    },
    { user: null, sessionId: null, address: 'window' },
  );
  expect(await textOf(answer)).toBe('{"who":null}');
});
