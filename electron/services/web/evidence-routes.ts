import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { assertReached, type PlaceResolver } from '../../../shared/contract/scope-check.ts';
import { reachOf } from '../../../shared/domain/reach.ts';
import { idSchema } from '../../../shared/schemas/primitives.ts';
import type { EvidenceMedia } from '../evidence/create-evidence.ts';
import { type Authenticator, requireAccess } from './authenticator.ts';
import { parse } from './parse-request.ts';
import { sendFileRange } from './send-file-range.ts';

const clipParams = z.object({ id: idSchema, cameraId: idSchema });
const exportParams = z.object({ id: idSchema });

/** Clips of incidents for the player, and finished exports. */
export function registerEvidenceRoutes(app: FastifyInstance, auth: Authenticator, places: PlaceResolver, evidence: EvidenceMedia): void {
  app.get('/api/incidents/:id/clips/:cameraId', async (request, reply) => {
    const caller = await requireAccess(request, auth, 'viewer');
    const { id, cameraId } = parse(clipParams, request.params);
    await assertReached(places, caller, 'incident', id);
    // A camera that was removed is nowhere: what it left is for those who reach everything.
    if (!reachOf(caller).all) await assertReached(places, caller, 'camera', cameraId);
    const file = await evidence.clipFile(id, cameraId);
    // A player asks for many pieces of one look.
    const isFirst = /^bytes=0-/.test(request.headers.range ?? 'bytes=0-');
    if (isFirst && request.method === 'GET') await evidence.noteAccess('evidence.viewClip', id, caller);
    return sendFileRange(request, reply.type('video/mp4').header('cache-control', 'private, no-cache'), file);
  });

  app.get('/api/evidence/exports/:id/download', async (request, reply) => {
    const caller = await requireAccess(request, auth, 'operator');
    const { id } = parse(exportParams, request.params);
    const file = await evidence.exportFile(id, caller);
    if (request.method === 'GET') await evidence.noteAccess('evidence.download', id, caller);
    const name = `sentra-evidence-${id.slice(0, 8)}.zip`;
    reply.type('application/zip').header('cache-control', 'no-store').header('content-disposition', `attachment; filename="${name}"`);
    return sendFileRange(request, reply, file);
  });
}
