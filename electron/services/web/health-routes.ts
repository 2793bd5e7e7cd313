import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { StationStatus } from '../../../shared/schemas/station.ts';
import { clientAddress } from '../auth/client-address.ts';
import { tunnelArrivalOf, visitorAddress } from './arrival.ts';
import { type Authenticator, requireAccess } from './authenticator.ts';

/** Asks `/health` for proof that a request came through the tunnel, and brings it. */
export const checkHeader = 'x-sentra-check';
export const proofHeader = 'x-sentra-proof';
const nonceSchema = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

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
  app.get('/health', async (request, reply) => {
    const nonce = nonceSchema.safeParse(request.headers[checkHeader]);
    const arrival = tunnelArrivalOf(request.raw);
    // Only a request that came through the tunnel gets its proof: see `tunnel/public-check.ts`.
    if (nonce.success && arrival) void reply.header(proofHeader, arrival.proofOf(nonce.data));
    void reply.header('cache-control', 'no-store');
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
    if (!clientAddress(visitorAddress(request.raw), request.headers).local) await requireAccess(request, auth, 'viewer');
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
}
