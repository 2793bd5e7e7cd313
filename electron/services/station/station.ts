import type { Caller, Desk, Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { AllowListService } from '../allow-list/allow-list-service.ts';
import { createAuthHandlers } from '../auth/auth-handlers.ts';
import { AuthService } from '../auth/auth-service.ts';
import { userOf } from '../auth/user-service.ts';
import type { StartInferenceProcess } from '../inference/inference-process.ts';
import { type CreateLiveFeed, createLiveFeeds } from '../live/create-live-feeds.ts';
import type { Logger } from '../logging/logger.ts';
import { createTunnel } from '../tunnel/create-tunnel.ts';
import type { AskMedia } from '../web/in-process.ts';
import { startWebServer } from '../web/web-server.ts';
import { createAlerting } from './alerting.ts';
import { Closers } from './closers.ts';
import { consoleAddress } from './console-address.ts';
import { createDetection } from './detection.ts';
import type { EventBus } from './event-bus.ts';
import { createFootage } from './footage.ts';
import { type FoundationOptions, openFoundation } from './foundation.ts';
import { createMessageHandlers } from './messages.ts';
import { createMetrics } from './metrics.ts';
import type { Neighbours } from './neighbours.ts';
import { stationPlaces } from './places.ts';
import { stationMedia } from './station-media.ts';
import { createStationStatus } from './station-status.ts';
import { createWatching } from './watching.ts';

export interface StationOptions extends FoundationOptions {
  readonly startInference: StartInferenceProcess;
}

/** A running station, however it was started. */
export interface Station {
  /** Where calls are answered; see `dispatch`. */
  readonly desk: Desk;
  readonly events: EventBus;
  /** `http://127.0.0.1:4001` */
  address(): string;
  /** Set only when this start created the first admin with a generated password. */
  readonly firstRunPassword: string | null;
  readonly log: Logger;
  /** The caller the desktop window acts as. @see docs/decisions/0003-desktop-owner.md */
  owner(): Promise<Caller>;
  readonly createLiveFeed: CreateLiveFeed;
  /** Pictures, recordings and exports for the desktop window, by the web server's own routes. */
  readonly media: AskMedia;
  /** Ends everything that was started, in reverse order. */
  close(): Promise<void>;
}

/**
 * Starts every service of the station and wires them together.
 * @throws {AppError} that says in words why the station cannot run; nothing is left running then.
 */
export async function createStation(options: StationOptions): Promise<Station> {
  const closers = new Closers();
  try {
    return await compose(options, closers);
  } catch (error) {
    await closers.closeAll(options.log);
    throw error;
  }
}

async function compose({ startInference, ...options }: StationOptions, closers: Closers): Promise<Station> {
  const base = await openFoundation(options, closers);
  const { config, log, files, store, secrets, audit, events, hub, packets } = base;
  const closing = new AbortController();
  const auth = closers.add(
    new AuthService({
      store,
      log,
      sealing: secrets.sealing,
      consoleAddress: (): string => tunnel.service.publicUrl() ?? consoleAddress(config.host, web.address),
    }),
    (service) => service.close(),
  );
  const firstAdmin = await auth.ensureFirstAdmin(config.adminPassword);
  const metrics = createMetrics({
    cameras: () => watching.cameras.list().length,
    camerasLive: () => watching.live(),
    viewers: () => web?.hub.viewers() ?? 0,
    inferenceRunning: () => detection.isRunning(),
    camerasBehind: () => detection.models.health.camerasBehind,
  });
  const near: Neighbours = {
    cameras: () => watching.cameras,
    incidents: () => alerting.incidents,
    recorder: () => footage.recorder,
    analysis: () => detection.analysis,
    tunnel: () => tunnel.service,
    metrics,
    seen: (incident, atMs) => footage.seen(incident, atMs),
    clipOf: (incidentId) => footage.clipOf(incidentId),
    clipReady: (incidentId) => alerting.notifications.clipReady(incidentId),
    localUrl: () => web.address,
    statusChanged: () => status.tell(),
  };
  const alerting = createAlerting(base, near);
  const detection = createDetection(base, near, startInference);
  const watching = createWatching(base, near);
  const { cameras } = watching;
  const places = stationPlaces({ cameras, incidents: alerting.incidents, sites: store.sites });
  const footage = await createFootage(base, near, places);
  const allowList = await AllowListService.open(store.settings);
  const tunnel = createTunnel({
    config,
    settings: store.settings,
    secrets: secrets.store,
    onChanged: (address) => events.emit('public-address', address),
    log,
  });
  const status = createStationStatus(base, {
    models: detection.models,
    cameras: () => ({ total: cameras.list().length, live: watching.live() }),
    tunnel: tunnel.service,
  });

  const handlers: Handlers = {
    ...createAuthHandlers(auth),
    ...watching.handlers,
    ...detection.handlers,
    ...alerting.handlers,
    ...footage.handlers,
    ...tunnel.handlers,
    ...secrets.handlers,
    ...audit.handlers,
    ...allowList.handlers(),
    ...createMessageHandlers(base),
    'station.status': status.read,
  };
  const onInternal = (error: unknown, where: string) => log.error({ err: error, where }, 'request failed');
  const desk: Desk = { handlers, places, onInternal, onAnswered: audit.onAnswered };
  const media = stationMedia({ cameras, incidents: alerting.incidents, hub, signal: closing.signal });
  const createLiveFeed = createLiveFeeds({ hub, packets, isAnalysed: (cameraId) => detection.analysis.isAnalysed(cameraId) });
  const web = closers.add(
    await startWebServer({
      host: config.host,
      port: config.port,
      version: files.version,
      consoleDir: files.consoleDir,
      desk,
      cameras: await secrets.cameras.list(),
      auth,
      guard: allowList,
      media,
      recordings: footage.video,
      evidence: footage.evidenceMedia,
      createLiveFeed,
      status: status.read,
      auditPages: () => audit.log.pages(),
      metrics: metrics.registry,
      receiveTelegramUpdate: alerting.receiveTelegramUpdate,
      log,
    }),
    (server) => server.close(),
  );
  closers.add(
    events.onAny((name, payload) => web.hub.broadcast(name, payload as never)),
    (stop) => stop(),
  );
  tunnel.service.onAddressChanged((url) => alerting.notifications.addressChanged(url));
  closers.add(tunnel.service, (service) => service.close());
  status.start();
  closers.add(closing, (controller) => controller.abort());

  await detection.start();
  await watching.syncDemo();
  await alerting.start();
  await footage.startRecorder();
  await cameras.start();
  await footage.startEvidence();
  await tunnel.service.start(web.openTunnelEntrance);
  log.info({ address: web.address, dataDir: config.dataDir, database: store.kind, version: files.version }, 'station is running');

  return {
    desk,
    events,
    log,
    address: () => web.address,
    firstRunPassword: firstAdmin?.generatedPassword ?? null,
    owner: async () => {
      const admin = (await store.users.list()).find(({ role }) => role === 'admin');
      if (!admin) throw new AppError('unavailable', 'The station has no admin.');
      return { user: userOf(admin), sessionId: null, address: 'window' };
    },
    createLiveFeed,
    media: web.ask,
    close: () => closers.closeAll(log),
  };
}
