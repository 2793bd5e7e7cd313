import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { StationStatus } from '../../../shared/schemas/station.ts';
import { clientAddress } from '../auth/client-address.ts';
import { type Authenticator, requireAccess } from './authenticator.ts';

/**
 * `/health` says without sign-in whether the station works, and nothing about the place it watches. `/metrics` (Prometheus) needs a
 * signed-in viewer or comes from this very machine.
 */
export function registerHealthRoutes(
  app: FastifyInstance,
  auth: Authenticator,
  status: () => Promise<StationStatus>,
  metrics: Registry,
): void {
  app.get('/health', async () => {
    const now = await status();
    const analysing = now.inference.state === 'running';
    return {
      status: analysing ? 'ok' : 'degraded',
      version: now.version,
      uptimeS: Math.floor((now.nowMs - now.startedAtMs) / 1000),
      inference: now.inference.state,
      cameras: now.cameras,
    };
  });

  app.get('/metrics', async (request, reply) => {
    if (!clientAddress(request.ip, request.headers).local) await requireAccess(request, auth, 'viewer');
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
}
