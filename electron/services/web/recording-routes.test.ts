import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replyOf } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { wholeReach } from '../../../shared/schemas/user.ts';
import type { VideoPiece } from '../../../shared/schemas/recording.ts';
import type { SegmentRecord } from '../store/recording-repository.ts';
import { httpStatus } from './http-error.ts';
import { OpenStreams } from './open-streams.ts';
import { registerRecordingRoutes } from './recording-routes.ts';

const video = randomBytes(10_000);
const endMs = Date.UTC(2026, 4, 11, 10, 1, 0, 250);
let folder = '';
let app: FastifyInstance;
let address = '';
/** What is whole of the file; the rest is being written. */
let segment: Pick<SegmentRecord, 'id' | 'cameraId' | 'bytes' | 'endMs' | 'open'>;
const asked: string[] = [];
const pieces: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sentra-routes-'));
  writeFileSync(join(folder, 'a.mp4'), video);
  segment = { id: 'seg-1', cameraId: 'gate', bytes: 8_000, endMs, open: false };
  app = Fastify();
  await app.register(cookie);
  app.setErrorHandler((error: unknown, _request, reply) => {
    const answer = replyOf(error, () => undefined);
    if (!answer.ok) void reply.code(httpStatus[answer.error.code]).send({ error: answer.error });
  });
  const user = { id: 'u', username: 'eve', role: 'viewer' as const, reach: wholeReach, createdAtMs: 1 };
  registerRecordingRoutes(app, {
    auth: {
      authenticate: async (token, from) => (token === 'good' ? { user, sessionId: 's', address: from } : null),
      touch: async () => true,
      onSessionEnded: () => () => undefined,
      onUserChanged: () => () => undefined,
    },
    recordings: {
      segmentFile: async (id) => {
        asked.push(id);
        if (id === 'lost') return { segment: segment as SegmentRecord, path: join(folder, 'lost.mp4') };
        if (id !== segment.id) throw new AppError('not_found', 'There is no such recording.');
        return { segment: segment as SegmentRecord, path: join(folder, 'a.mp4') };
      },
      preview: async (cameraId, atMs) => ({ jpeg: Buffer.from(`${cameraId}@${atMs}`), atMs: atMs - 5 }),
      piece: async (cameraId, request) => {
        pieces.push({ cameraId, ...request });
        return request.atMs === 7
          ? null
          : { piece: { segmentId: 'seg-1', next: 'seg-1.full.9' } as VideoPiece, bytes: Buffer.from('video') };
      },
    },
    streams: new OpenStreams(),
  });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(address + path, { method, headers: { cookie: 'sentra_session=good', ...headers } });
const file = '/api/recordings/segments/seg-1.mp4';
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

test('a whole file is all that is complete of it, by a cookie as a video element sends it', async () => {
  const answer = await get(file);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'accept-ranges': 'bytes',
    'content-length': '8000',
    'content-type': 'video/mp4',
    etag: '"seg-1-8000"',
    'last-modified': 'Mon, 11 May 2026 10:01:00 GMT',
  });
  expect((await bytesOf(answer)).equals(video.subarray(0, 8_000))).toBe(true);
});

test.each([
  ['bytes=0-0', 0, 0],
  ['bytes=17-4711', 17, 4711],
  ['bytes=7990-', 7990, 7999],
  ['bytes=7990-9000', 7990, 7999],
  ['bytes=-3', 7997, 7999],
])('%s is answered to the byte', async (range, from, to) => {
  const answer = await get(file, { range });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes ${from}-${to}/8000`]);
  expect((await bytesOf(answer)).equals(video.subarray(from, to + 1))).toBe(true);
});

test('a range beyond the end is refused with the size', async () => {
  const answer = await get(file, { range: 'bytes=8000-' });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */8000']);
});

test('HEAD says the same without a body', async () => {
  const whole = await get(file, {}, 'HEAD');
  expect([whole.status, whole.headers.get('content-length'), (await bytesOf(whole)).length]).toEqual([200, '8000', 0]);
  const part = await get(file, { range: 'bytes=10-19' }, 'HEAD');
  expect([part.status, part.headers.get('content-length'), part.headers.get('content-range')]).toEqual([206, '10', 'bytes 10-19/8000']);
});

test('what the player has already is not sent again, and a part of another state is not mixed in', async () => {
  expect((await get(file, { 'if-none-match': '"x", W/"seg-1-8000"' })).status).toBe(304);
  expect((await get(file, { range: 'bytes=0-9', 'if-range': '"seg-1-8000"' })).status).toBe(206);
  expect((await get(file, { range: 'bytes=0-9', 'if-range': '"seg-1-7000"' })).status).toBe(200);
  expect((await get(file, { range: 'bytes=0-9', 'if-range': 'Mon, 11 May 2026 10:01:00 GMT' })).status).toBe(206);
});

test('a file that grows is another one each time, and a date is no proof that it did not', async () => {
  segment = { ...segment, open: true, bytes: 9_000 };
  const answer = await get(file, { range: 'bytes=0-9', 'if-range': 'Mon, 11 May 2026 10:01:00 GMT' });
  expect([answer.status, answer.headers.get('etag'), answer.headers.get('content-length')]).toEqual([200, '"seg-1-9000"', '9000']);
  segment = { ...segment, open: false, bytes: 8_000 };
});

test.each(['..%2f..%2fsecret.mp4', 'seg-1', 'seg-1.mp4.mp4', 'a%00.mp4', `${'x'.repeat(65)}.mp4`, '.mp4'])(
  '%s is no recording',
  async (name) => {
    asked.length = 0;
    expect([400, 404]).toContain((await get(`/api/recordings/segments/${name}`)).status);
    expect(asked).toEqual([]);
  },
);

test('without a sign-in there is nothing, and a file that is gone is an error', async () => {
  expect((await get(file, { cookie: '' })).status).toBe(401);
  expect((await get('/api/recordings/gate/preview.jpg?atMs=5', { cookie: '' })).status).toBe(401);
  expect((await get('/api/recordings/segments/lost.mp4')).status).toBe(404);
});

test('a preview is asked for by camera and time', async () => {
  const answer = await get('/api/recordings/gate/preview.jpg?atMs=1000');
  expect([await answer.text(), answer.headers.get('x-captured-at-ms')]).toEqual(['gate@1000', '995']);
  for (const wrong of ['', '?atMs=', '?atMs=x', '?atMs=-1', '?atMs=1.5'])
    expect([wrong, (await get(`/api/recordings/gate/preview.jpg${wrong}`)).status]).toEqual([wrong, 400]);
});

test('a piece of video says what it is beside its bytes, and where nothing is recorded there is no content', async () => {
  pieces.length = 0;
  const answer = await get('/api/recordings/gate/video.mp4?atMs=1000&lengthMs=200&everyMs=0&after=seg-1.full.9');
  expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([200, 'video', 'video/mp4']);
  expect(JSON.parse(answer.headers.get('x-piece') ?? '')).toEqual({ segmentId: 'seg-1', next: 'seg-1.full.9' });
  expect((await get('/api/recordings/gate/video.mp4?atMs=7')).status).toBe(204);
  expect(pieces).toEqual([
    { cameraId: 'gate', atMs: 1000, lengthMs: 200, everyMs: 0, after: 'seg-1.full.9' },
    { cameraId: 'gate', atMs: 7, lengthMs: 0, everyMs: 0, after: null },
  ]);
});

test.each([
  '',
  '?atMs=-1',
  '?atMs=5&lengthMs=600001',
  '?atMs=5&everyMs=x',
  '?atMs=5&after=../x',
  '?atMs=5&after=a.full.1.2',
  '?atMs=5&after=',
])('video.mp4%s is no question', async (query) => {
  pieces.length = 0;
  expect((await get(`/api/recordings/gate/video.mp4${query}`)).status).toBe(400);
  expect(pieces).toEqual([]);
});
