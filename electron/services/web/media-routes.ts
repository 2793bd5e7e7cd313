import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { assertReached, type PlaceResolver } from '../../../shared/contract/scope-check.ts';
import { AppError } from '../../../shared/errors.ts';
import { idSchema } from '../../../shared/schemas/primitives.ts';
import type { Frame } from '../cameras/frame.ts';
import { type Authenticator, requireAccess } from './authenticator.ts';
import type { OpenStreams } from './open-streams.ts';
import { parse } from './parse-request.ts';

/** Where pictures come from; every function throws `AppError` `not_found` for an unknown id. */
export interface MediaSources {
  /** @throws {AppError} `unavailable` while the camera has shown no picture yet. */
  snapshot(cameraId: string): Promise<Frame>;
  /** Writes pictures until the viewer leaves; takes over the response. */
  streamMjpeg(cameraId: string, response: ServerResponse, maxFps: number): Promise<void>;
  /** @returns path of the JPEG. */
  photoPath(incidentId: string): Promise<string>;
  /** @throws {AppError} `unauthenticated` when the device token is wrong. */
  pushFrame(cameraId: string, deviceToken: string, jpeg: Uint8Array): Promise<void>;
}

const byId = z.object({ id: idSchema });
const liveQuery = z.object({ fps: z.coerce.number().min(0.2).max(60).default(25) });
/** A 12 Mpx JPEG fits; more is no camera frame. */
const maxFrameBytes = 8 * 1024 * 1024;

export interface MediaRouteOptions {
  readonly auth: Authenticator;
  readonly media: MediaSources;
  readonly places: PlaceResolver;
  readonly streams: OpenStreams;
}

export function registerMediaRoutes(app: FastifyInstance, { auth, media, places, streams }: MediaRouteOptions): void {
  /** Who asks, and for what: signed in, and within reach. */
  const asked = async (request: FastifyRequest, kind: 'camera' | 'incident') => {
    const caller = await requireAccess(request, auth, 'viewer');
    const { id } = parse(byId, request.params);
    await assertReached(places, caller, kind, id);
    return { id, caller };
  };

  app.get('/api/cameras/:id/snapshot.jpg', async (request, reply) => {
    const { id } = await asked(request, 'camera');
    const frame = await media.snapshot(id);
    return reply
      .type('image/jpeg')
      .header('cache-control', 'no-store')
      .header('x-captured-at-ms', frame.capturedAtMs)
      .send(Buffer.from(frame.jpeg));
  });

  app.get('/api/cameras/:id/live.mjpeg', async (request, reply) => {
    const { id, caller } = await asked(request, 'camera');
    const { fps } = parse(liveQuery, request.query);
    reply.hijack();
    streams.add(caller, id, reply.raw);
    await media.streamMjpeg(id, reply.raw, fps).catch((error: unknown) => endHijacked(reply.raw, error));
  });

  app.get('/api/incidents/:id/photo.jpg', async (request, reply) => {
    const { id } = await asked(request, 'incident');
    const path = await media.photoPath(id);
    return reply.type('image/jpeg').header('cache-control', 'private, max-age=86400, immutable').send(createReadStream(path));
  });

  void app.register(async (scope) => {
    scope.addContentTypeParser(
      ['image/jpeg', 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: maxFrameBytes },
      (_request, body, done) => done(null, body),
    );
    const route = { bodyLimit: maxFrameBytes, config: { rateLimit: { max: 60 * 60, timeWindow: 60_000 } } };
    scope.post('/api/cameras/:id/frame', route, async (request, reply) => {
      const { id } = parse(byId, request.params);
      const token = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
      if (!token) throw new AppError('unauthenticated', 'Send the device token as "Authorization: Bearer <token>".');
      if (!Buffer.isBuffer(request.body)) throw new AppError('invalid_input', 'Send one JPEG as the body, with content-type image/jpeg.');
      await media.pushFrame(id, token, request.body);
      return reply.code(204).send();
    });
  });
}

/** After `hijack` Fastify no longer answers; a stream that never began still owes an answer. */
function endHijacked(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof AppError ? error : new AppError('internal', 'The stream could not be opened.');
  response.writeHead(known.code === 'not_found' ? 404 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code: known.code, message: known.message } }));
}
