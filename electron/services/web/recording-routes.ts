import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { idSchema, queryNumber, timeMsSchema } from '../../../shared/schemas/primitives.ts';
import { type ByteRange, readByteRange } from '../recording/playback/byte-range.ts';
import type { SegmentFile } from '../recording/playback/outline-cache.ts';
import type { Preview } from '../recording/playback/playback-service.ts';
import type { PieceRequest, ReadablePiece } from '../recording/playback/video-pieces.ts';
import { type Authenticator, requireAccess } from './authenticator.ts';
import type { OpenStreams } from './open-streams.ts';
import { parse } from './parse-request.ts';

/** Recorded video for the web server; what the caller does not reach is answered as what is not there. */
export interface RecordedVideo {
  /** @throws {AppError} `not_found`, `unavailable`. */
  segmentFile(id: string, caller: Caller): Promise<SegmentFile>;
  /** @throws {AppError} `not_found`, `unavailable`. */
  preview(cameraId: string, atMs: number, caller: Caller): Promise<Preview>;
  /** @returns null when nothing is recorded then. @throws {AppError} `not_found`, `unavailable`. */
  piece(cameraId: string, request: PieceRequest, caller: Caller): Promise<ReadablePiece | null>;
}

export interface RecordingRouteOptions {
  readonly auth: Authenticator;
  readonly recordings: RecordedVideo;
  readonly streams: OpenStreams;
}

const fileParams = z.object({ file: z.string().regex(/^[A-Za-z0-9_-]{1,64}\.mp4$/, 'must be the id of a segment with .mp4') });
const cameraParams = z.object({ cameraId: idSchema });
const previewQuery = z.object({ atMs: queryNumber(timeMsSchema) });
const atMostMs = (ms: number) => queryNumber(z.number().int().min(0).max(ms)).default(0);
const pieceQuery = z.object({
  atMs: queryNumber(timeMsSchema),
  /** How much video; little for a seek, more while it plays. */
  lengthMs: atMostMs(600_000),
  /** Key frames only, at least this far apart: for many cameras at high speed. 0 = every picture. */
  everyMs: atMostMs(60_000),
  after: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}\.[a-z]{1,10}\.\d{1,15}$/, 'must be `next` of the piece before')
    .nullable()
    .default(null),
});
/** Nine cameras at sixteen times the speed, and somebody who scrubs over them. */
const rateLimit = { max: 3_000, timeWindow: 60_000 };

/** Recorded video as files and small pictures of it, for players that bring a cookie or a Bearer token. */
export function registerRecordingRoutes(app: FastifyInstance, { auth, recordings, streams }: RecordingRouteOptions): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/recordings/segments/:file',
    config: { rateLimit },
    handler: async (request, reply) => {
      const caller = await requireAccess(request, auth, 'viewer');
      const { file } = parse(fileParams, request.params);
      const found = await recordings.segmentFile(file.slice(0, -'.mp4'.length), caller);
      streams.add(caller, found.segment.cameraId, reply.raw);
      return sendSegment(request, reply, found);
    },
  });

  app.get('/api/recordings/:cameraId/video.mp4', { config: { rateLimit } }, async (request, reply) => {
    const caller = await requireAccess(request, auth, 'viewer');
    const { cameraId } = parse(cameraParams, request.params);
    return sendPiece(reply, await recordings.piece(cameraId, parse(pieceQuery, request.query), caller));
  });

  app.get('/api/recordings/:cameraId/preview.jpg', { config: { rateLimit } }, async (request, reply) => {
    const caller = await requireAccess(request, auth, 'viewer');
    const { cameraId } = parse(cameraParams, request.params);
    const { atMs } = parse(previewQuery, request.query);
    const preview = await recordings.preview(cameraId, atMs, caller);
    return reply
      .type('image/jpeg')
      .header('cache-control', 'private, max-age=300')
      .header('x-captured-at-ms', preview.atMs)
      .send(preview.jpeg);
  });
}

/** What it is stands in `x-piece`, so that one answer is all that a seek needs. */
function sendPiece(reply: FastifyReply, found: ReadablePiece | null): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (!found) return reply.code(204).send();
  return reply.type('video/mp4').header('x-piece', JSON.stringify(found.piece)).send(found.bytes);
}

/** The bytes that are whole, be the file finished or not. @see RFC 9110 */
async function sendSegment(request: FastifyRequest, reply: FastifyReply, { segment, path }: SegmentFile): Promise<FastifyReply> {
  const { bytes: size, endMs } = segment;
  const etag = `"${segment.id}-${size}"`;
  const lastModified = new Date(endMs).toUTCString();
  reply
    .type('video/mp4')
    .header('accept-ranges', 'bytes')
    .header('etag', etag)
    .header('last-modified', lastModified)
    .header('cache-control', 'private, no-cache');
  const { 'if-none-match': known, 'if-range': condition, range: asked } = request.headers;
  if (known === '*' || known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)) return reply.code(304).send();
  const isSame = condition === undefined || condition === etag || (!segment.open && condition === lastModified);
  const range = isSame ? readByteRange(asked, size) : ({ kind: 'whole' } as const);
  if (range.kind === 'unsatisfiable') {
    return reply
      .code(416)
      .header('content-range', `bytes */${size}`)
      .type('application/json')
      .send({ error: { code: 'invalid_input', message: `There are ${size} bytes.` } });
  }
  return sendBytes(request, reply, path, range, size);
}

async function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  range: Exclude<ByteRange, { kind: 'unsatisfiable' }>,
  size: number,
) {
  const { from, to } = range.kind === 'part' ? range : { from: 0, to: size - 1 };
  if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${from}-${to}/${size}`);
  // Opened before anything is answered: a file that is gone is an error, not a broken answer.
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new AppError('not_found', 'The file of this recording is gone.', { cause });
  });
  reply.header('content-length', to - from + 1);
  if (request.method === 'HEAD') {
    await file.close();
    return reply.send();
  }
  return reply.send(createReadStream(path, { fd: file, start: from, end: to, highWaterMark: 256 << 10 }));
}
