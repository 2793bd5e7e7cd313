import { existsSync } from 'node:fs';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { type Desk, replyOf } from '../../../shared/contract/dispatch.ts';
import type { Payload } from '../../../shared/contract/events.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditEntry } from '../../../shared/schemas/audit.ts';
import type { StationStatus } from '../../../shared/schemas/station.ts';
import type { Logger } from '../logging/logger.ts';
import { type AddressGuard, isLetIn } from './address-guard.ts';
import { tunnelArrivalOf, visitorAddress } from './arrival.ts';
import { registerAuditRoutes } from './audit-routes.ts';
import type { Authenticator } from './authenticator.ts';
import { registerEmergencyRoute } from './emergency-route.ts';
import type { EvidenceMedia } from '../evidence/create-evidence.ts';
import { registerEvidenceRoutes } from './evidence-routes.ts';
import { EventAudience } from './event-audience.ts';
import { registerHealthRoutes } from './health-routes.ts';
import { asksForThisStation } from './host-guard.ts';
import { httpStatus } from './http-error.ts';
import { type AskMedia, askInProcess, inProcessCaller, refuseContract } from './in-process.ts';
import type { CreateLiveFeed } from '../live/create-live-feeds.ts';
import { type MediaSources, registerMediaRoutes } from './media-routes.ts';
import { OpenStreams } from './open-streams.ts';
import { openApiDocument } from './openapi.ts';
import { type RecordedVideo, registerRecordingRoutes } from './recording-routes.ts';
import { registerRestRoutes } from './rest-routes.ts';
import { createSocketHub, type SocketHub } from './socket-hub.ts';
import { type ReceiveTelegramUpdate, registerTelegramRoute } from './telegram-route.ts';
import { type OpenTunnelEntrance, openTunnelEntrance } from './tunnel-entrance.ts';

export interface WebServerOptions {
  readonly host: string;
  readonly port: number;
  readonly version: string;
  /** Folder of the built console; without it the root says how to build one. */
  readonly consoleDir: string;
  readonly desk: Desk;
  /** Where cameras are as the server starts. */
  readonly cameras: readonly { readonly id: string; readonly siteId: string | null }[];
  readonly auth: Authenticator;
  readonly guard: AddressGuard;
  readonly media: MediaSources;
  readonly recordings: RecordedVideo;
  readonly evidence: EvidenceMedia;
  readonly createLiveFeed: CreateLiveFeed;
  readonly status: () => Promise<StationStatus>;
  /** The audit log, for its export. */
  readonly auditPages: () => AsyncIterable<readonly AuditEntry[]>;
  readonly metrics: Registry;
  readonly receiveTelegramUpdate: ReceiveTelegramUpdate;
  readonly log: Logger;
}

export interface WebServer {
  /** `http://127.0.0.1:4001`, with the port that was really taken. */
  readonly address: string;
  readonly hub: SocketHub;
  /** `GET /api/cameras` and so on: every address that is answered. */
  readonly routes: readonly string[];
  /** Answers media routes from inside this process. */
  readonly ask: AskMedia;
  /** Lets the visitors of one tunnel in. */
  readonly openTunnelEntrance: OpenTunnelEntrance;
  close(): Promise<void>;
}

/** Requests a minute one address may make; a console needs a few dozen, pictures have limits of their own. */
const requestsPerMinute = 1200;

/**
 * Starts the embedded web server: console, REST, OpenAPI at `/api/docs`, media, `/health`, `/metrics` and Socket.IO.
 * @throws {AppError} `unavailable` when the port is taken or not allowed.
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const app = Fastify({
    bodyLimit: 1_000_000,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  });
  const { onInternal } = options.desk;
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((verb) => `${verb} ${url}`)));
  app.setErrorHandler((error: unknown, request, reply) => {
    const answer = replyOf(appErrorOf(error), (cause) => onInternal(cause, request.url.split('?')[0] ?? ''));
    if (!answer.ok) void reply.code(httpStatus[answer.error.code]).send({ error: answer.error });
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!asksForThisStation(request.raw)) throw new AppError('forbidden', 'This station does not answer to that host name.');
    if (!isLetIn(options.guard, request.raw)) throw new AppError('forbidden', 'This station does not answer to your address.');
    refuseContract(request);
    // Browsers shall not fall back to http on the public address; on the LAN there is only http.
    if (tunnelArrivalOf(request.raw)?.https) void reply.header('strict-transport-security', 'max-age=31536000');
  });
  await registerPlugins(app, options.version);
  const streams = new OpenStreams();
  const audience = new EventAudience(options.cameras);
  registerRestRoutes(app, { desk: options.desk, auth: options.auth });
  registerEmergencyRoute(app, { desk: options.desk, auth: options.auth });
  registerMediaRoutes(app, { auth: options.auth, media: options.media, places: options.desk.places, streams });
  registerRecordingRoutes(app, { auth: options.auth, recordings: options.recordings, streams });
  registerEvidenceRoutes(app, options.auth, options.desk.places, options.evidence);
  registerAuditRoutes(app, options.auth, options.auditPages);
  registerHealthRoutes(app, options.auth, options.status, options.metrics);
  registerTelegramRoute(app, options.receiveTelegramUpdate);
  await registerConsole(app, options.consoleDir);
  const hub = createSocketHub(app.server, {
    desk: options.desk,
    auth: options.auth,
    guard: options.guard,
    audience,
    createLiveFeed: options.createLiveFeed,
  });
  const stopListening = [
    options.auth.onSessionEnded((sessionId) => streams.endSession(sessionId)),
    options.auth.onUserChanged((userId) => streams.endUser(userId)),
    options.guard.onChanged(() => streams.endAll()),
  ];
  const address = await listen(app, options);
  return {
    address,
    hub: withStreams(hub, streams),
    routes,
    ask: (request, caller) => askInProcess(app, request, caller),
    openTunnelEntrance: (entrance) => openTunnelEntrance(app.server, entrance),
    close: async () => {
      for (const stop of stopListening) stop();
      await hub.close();
      await app.close();
    },
  };
}

/** A camera that moves to another site takes its endless answers from those who do not see it there. */
function withStreams(hub: SocketHub, streams: OpenStreams): SocketHub {
  return {
    ...hub,
    broadcast: (name, payload) => {
      hub.broadcast(name, payload);
      if (name !== 'camera-changed') return;
      const { id, siteId } = payload as Payload<'camera-changed'>;
      streams.cameraMoved(id, siteId);
    },
  };
}

async function registerPlugins(app: FastifyInstance, version: string): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine sets sizes by style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        // The player of recordings feeds its video elements by script.
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        // Plain http on a LAN address must keep working.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  // Answers of the contract; a photo or a video is as small as it gets. Static files come compressed already.
  await app.register(compress, { encodings: ['gzip'], threshold: 1024 });
  await app.register(cookie);
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => visitorAddress(request.raw),
    allowList: (request) => inProcessCaller(request) !== null,
    errorResponseBuilder: () => new AppError('rate_limited', `At most ${requestsPerMinute} requests a minute.`),
  });
  await app.register(swagger, { mode: 'static', specification: { document: openApiDocument(version) as never } });
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
}

/** The console is one page: addresses it does not know are its own to show. */
async function registerConsole(app: FastifyInstance, consoleDir: string): Promise<void> {
  const built = existsSync(consoleDir);
  if (built)
    await app.register(fastifyStatic, {
      root: consoleDir,
      wildcard: false,
      // The build lays compressed files beside the plain ones.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheControlOf(path)),
    });
  else app.get('/', async () => 'The console is not built yet: run "npm start" or "npm run build:console".');
  app.setNotFoundHandler((request, reply) => {
    if (built && request.method === 'GET' && request.headers.accept?.includes('text/html')) return reply.sendFile('index.html');
    return reply.code(404).send({ error: { code: 'not_found', message: 'Nothing lives at this address.' } });
  });
}

/** Built files carry a hash of their content in their names; whatever else there is must be asked for each time. */
function cacheControlOf(path: string): string {
  return /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

async function listen(app: FastifyInstance, { host, port }: WebServerOptions): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE')
      throw new AppError('unavailable', `Port ${port} is taken by another program; choose one with --port N.`, { cause: error });
    if (code === 'EACCES')
      throw new AppError('unavailable', `Port ${port} is not allowed to this user; choose one above 1023 with --port N.`, { cause: error });
    if (code === 'EADDRNOTAVAIL') throw new AppError('unavailable', `SENTRA_HOST ${host} is no address of this machine.`, { cause: error });
    throw error;
  }
  const bound = app.server.address();
  const actualPort = bound && typeof bound === 'object' ? bound.port : port;
  const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${actualPort}`;
}

/** Fastify's own refusals (body too large, broken JSON, unknown content type) in the codes of the contract. */
function appErrorOf(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 413) return new AppError('too_large', 'The body is larger than allowed.', { cause: error });
  if (status === 429) return new AppError('rate_limited', error.message, { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500) return new AppError('invalid_input', error.message, { cause: error });
  return error;
}
