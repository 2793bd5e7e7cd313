import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Caller, Desk, Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import type { StationStatus } from '../../../shared/schemas/station.ts';
import { AnalysisService } from '../analysis/analysis-service.ts';
import { createAuthHandlers } from '../auth/auth-handlers.ts';
import { AllowListService } from '../allow-list/allow-list-service.ts';
import { createAudit } from '../audit/create-audit.ts';
import { AuthService } from '../auth/auth-service.ts';
import { userOf } from '../auth/user-service.ts';
import { createCameraHandlers } from '../cameras/camera-handlers.ts';
import { CameraService } from '../cameras/camera-service.ts';
import { createSourceRegistry } from '../cameras/default-sources.ts';
import { ffmpegFinder } from '../cameras/ffmpeg-binary.ts';
import { PushInbox } from '../cameras/push-inbox.ts';
import type { StationConfig } from '../config/station-config.ts';
import { demoCameras } from '../demo/demo-cameras.ts';
import { createDemoSource } from '../demo/demo-source.ts';
import { createEmergencyHandlers } from '../emergency/emergency-handlers.ts';
import { EmergencyService } from '../emergency/emergency-service.ts';
import { createEvidence, type Evidence } from '../evidence/create-evidence.ts';
import { createIncidentHandlers } from '../incidents/incident-handlers.ts';
import { IncidentService } from '../incidents/incident-service.ts';
import { InferenceClient } from '../inference/inference-client.ts';
import type { StartInferenceProcess } from '../inference/inference-process.ts';
import { ModelCatalogue } from '../inference/model-catalogue.ts';
import { createModelDownloads } from '../inference/model-downloads/create-model-downloads.ts';
import { FrameHub } from '../live/frame-hub.ts';
import { SmallerPictures } from '../live/smaller-pictures.ts';
import { LiveFeed, type SendFrame } from '../live/live-feed.ts';
import type { Logger } from '../logging/logger.ts';
import type { KeySource } from '../secrets/key-source.ts';
import { openSecrets } from '../secrets/open-secrets.ts';
import { unreadableSource } from '../secrets/sealed-camera-repository.ts';
import { PacketHub } from '../packets/packet-hub.ts';
import { createRecording } from '../recording/create-recording.ts';
import { DetectionSettingsService } from '../settings/detection-settings.ts';
import { createSettingsHandlers } from '../settings/settings-handlers.ts';
import { createSiteHandlers } from '../sites/site-handlers.ts';
import { SiteService } from '../sites/site-service.ts';
import { stationTelegram } from '../notifications/channels/telegram/station-telegram.ts';
import { type Channels, createChannels } from '../notifications/channels/create-channels.ts';
import { createNotifications } from '../notifications/notifications.ts';
import { openStore } from '../store/store.ts';
import { createTunnel } from '../tunnel/create-tunnel.ts';
import { startWebServer } from '../web/web-server.ts';
import { Closers } from './closers.ts';
import { openDataFolder } from './data-folder.ts';
import { consoleAddress } from './console-address.ts';
import { syncDemoCameras } from './demo-cameras.ts';
import { EventBus } from './event-bus.ts';
import { createMetrics } from './metrics.ts';
import { ModelUse } from './model-use.ts';
import { stationPlaces } from './places.ts';
import type { StationFiles } from './station-files.ts';
import { type MediaReply, mediaReply, stationMedia } from './station-media.ts';

export interface StationOptions {
  readonly config: StationConfig;
  readonly startInference: StartInferenceProcess;
  readonly log: Logger;
  readonly files: StationFiles;
  /** Where the key of the stored secrets is; a file in the data folder when left out. */
  readonly keySource?: KeySource;
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
  createLiveFeed(send: SendFrame): LiveFeed;
  /** @returns null for a path that is no picture of this station. */
  media(path: string, caller: Caller): Promise<MediaReply | null>;
  /** Ends everything that was started, in reverse order. */
  close(): Promise<void>;
}

/** How often consoles are told the station's state when nothing happens: they take silence for a lost connection. */
const statusEveryMs = 3_000;

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

async function compose({ config, startInference, log, files, keySource }: StationOptions, closers: Closers): Promise<Station> {
  const nowMs = Date.now;
  const startedAtMs = nowMs();
  const closing = new AbortController();
  closers.add(openDataFolder(config.dataDir), (folder) => folder.release());
  const store = closers.add(
    await openStore({
      databaseUrl: config.databaseUrl,
      file: join(config.dataDir, 'sentra.db'),
      onConnectionLost: (error) => log.warn({ err: error }, 'a database connection was lost'),
    }),
    (opened) => opened.close(),
  );
  const secrets = await openSecrets({ store, config, keySource, log });
  const audit = createAudit({ store, dataDir: config.dataDir, log });
  closers.add(audit.log, (service) => service.close());
  const events = new EventBus();
  const hub = new FrameHub();
  const auth = closers.add(
    new AuthService({
      store,
      log,
      sealing: secrets.sealing,
      consoleAddress: (): string => tunnel.service.publicUrl() ?? consoleAddress(config.host, web.address),
    }),
    (service) => service.close(),
  );
  const packets = new PacketHub({ onBug: (error) => log.error({ err: error }, 'a listener of packets failed') });
  const ffmpeg = ffmpegFinder();
  const recording = await createRecording({
    ...{ store, folder: config.recordingsDir, dataDir: config.dataDir, frames: hub, packets, ffmpeg, log, nowMs },
    cameras: () => cameras.list(),
    onChanged: (state) => events.emit('recording-changed', state),
    onDisk: (disk) => events.emit('recording-disk', disk),
  });
  const firstAdmin = await auth.ensureFirstAdmin(config.adminPassword);

  const notifications = closers.add(
    createNotifications({
      store,
      owner: `${hostname()}:${config.dataDir}`,
      onIncidentChanged: (incident) => events.emit('incident-changed', incident),
      publicUrl: (): string | null => tunnel.service.publicUrl(),
      localUrl: (): string => web.address,
      log,
    }),
    (service) => service.close(),
  );
  const telegram = closers.add(
    stationTelegram({
      ...{ store, hub, notifications, secrets: secrets.store, apiUrl: config.telegramApiUrl, log },
      incidents: (): IncidentService => incidents,
      cameras: (): CameraService => cameras,
      clipOf: (incidentId): Promise<string | null> => evidence.clipOf(incidentId),
      address: {
        current: (): string | null => tunnel.service.publicUrl(),
        onChanged: (listener) => events.on('public-address', listener),
      },
    }),
    (service) => service.close(),
  );
  const channels: Channels = closers.add(
    createChannels({
      ...{ store, notifications, events, log, environment: config.channels, secrets: secrets.store, sealing: secrets.sealing },
      incidents: { get: (id) => incidents.get(id), photoPath: (id) => incidents.photoPath(id) },
      publicUrl: (): string | null => tunnel.service.publicUrl(),
      reachOf: async (userId) => (await store.users.get(userId))?.reach ?? null,
    }),
    (all) => all.close(),
  );
  const incidents = closers.add(
    new IncidentService({
      store,
      dataDir: config.dataDir,
      planner: channels.planner(notifications.planner),
      onAlert: (message) => {
        metrics.alertSeconds.observe(Math.max(0, nowMs() - message.detectedAtMs) / 1000);
        events.emit('receive-message', message);
      },
      onChanged: (incident) => events.emit('incident-changed', incident),
      log,
    }),
    (service) => service.close(),
  );

  const detector = closers.add(
    new InferenceClient({
      start: startInference,
      onSubmitted: (frame) => analysis.submitted(frame),
      onObservation: (message) => analysis.observed(message),
      onDropped: (cameraId, seq, reason) => analysis.refused(cameraId, seq, reason),
      onHealth: (health) => healthChanged(health.state),
      log,
    }),
    (client) => client.close(),
  );
  const metrics = createMetrics({
    cameras: () => cameras.list().length,
    camerasLive: () => cameras.list().filter(({ state }) => state.status === 'live').length,
    viewers: () => web?.hub.viewers() ?? 0,
    inferenceRunning: () => detector.health.state === 'running',
  });
  const analysis = closers.add(
    new AnalysisService({
      detector,
      hub,
      onObservation: (observation) => events.emit('observation', observation),
      raise: (sighting) => {
        const raised = incidents.raise(sighting);
        recording.service.onIncident(sighting.camera.id, sighting.frame.capturedAtMs);
        return raised;
      },
      metrics,
      log,
      nowMs,
    }),
    (service) => service.close(),
  );

  const push = new PushInbox();
  const demo = closers.add(createDemoSource({ dataDir: config.dataDir }), (source) => source.close());
  const sources = createSourceRegistry({ push, ffmpeg }).register('demo:', demo.run).register('unreadable:', unreadableSource);
  const cameras = closers.add(
    new CameraService({
      repository: secrets.cameras,
      sources,
      push,
      hub,
      packets,
      maxCameras: config.maxCameras,
      analysisOf: (record) => analysis.stateOf(record),
      siteExists: async (id) => (await store.sites.get(id)) !== null,
      onChanged: (camera) => events.emit('camera-changed', camera),
      onStored: (record) => {
        analysis.setCamera(record);
        recording.service.setCamera(record);
      },
      onRemoved: (id) => {
        analysis.removeCamera(id);
        recording.service.removeCamera(id);
        events.emit('camera-removed', { id });
      },
      onBug: (error) => log.error({ err: error }, 'a camera failed in an unexpected way'),
    }),
    (service) => service.close(),
  );
  closers.add(recording.service, (service) => service.close());
  closers.add(recording.playback, (service) => service.close());
  const evidence: Evidence = closers.add(
    createEvidence({
      ...{ store, dataDir: config.dataDir, version: files.version, recordings: recording.service, events, ffmpeg, log, nowMs },
      ...{ audit: audit.log, sealing: secrets.sealing, clipReady: notifications.clipReady },
      cameras: () => cameras,
      incidents: () => incidents,
      places: () => places,
    }),
    (all) => all.close(),
  );
  const sites = new SiteService({
    sites: store.sites,
    onChanged: (site) => events.emit('site-changed', site),
    onRemoved: (id) => events.emit('site-removed', { id }),
    onCamerasDetached: (ids) => cameras.reload(ids),
  });

  const catalogue = new ModelCatalogue({
    bundledDir: files.modelsDir,
    localDir: join(config.dataDir, 'models'),
    environmentFile: config.modelFile,
  });
  const modelDownloads = closers.add(
    createModelDownloads({
      modelsDir: join(config.dataDir, 'models'),
      inspect: (file) => detector.inspect(file),
      inUse: () => detector.health.model?.file ?? null,
      onChanged: (download) => events.emit('model-download', download),
      log,
      nowMs,
    }),
    (room) => room.close(),
  );
  const models = new ModelUse({ detector, resolve: (picked) => catalogue.resolve(picked), log });
  const allowList = await AllowListService.open(store.settings);
  const settings = new DetectionSettingsService({ settings: store.settings, apply: (next) => models.apply(next) });

  const tunnel = createTunnel({
    config,
    settings: store.settings,
    secrets: secrets.store,
    onChanged: (address) => events.emit('public-address', address),
    log,
  });

  const { version } = files;
  const status = async (): Promise<StationStatus> => {
    const all = cameras.list();
    const binary = await ffmpeg().catch(() => null);
    return {
      version,
      startedAtMs,
      nowMs: nowMs(),
      inference: models.health,
      cameras: { total: all.length, live: all.filter(({ state }) => state.status === 'live').length },
      database: store.kind,
      publicAddress: tunnel.service.address,
      ffmpeg: binary && { version: binary.version.slice(0, 80) },
    };
  };
  const tellStatus = () =>
    void status().then(
      (now) => events.emit('station-status', now),
      (error: unknown) => log.error({ err: error }, 'status failed'),
    );
  let lastState = detector.health.state;
  const healthChanged = (state: typeof lastState) => {
    if (state === lastState) return;
    lastState = state;
    cameras.refreshAll();
    tellStatus();
  };

  const emergency = new EmergencyService({
    incidents: {
      get: (id) => incidents.get(id),
      raiseEmergency: (report) => {
        if (report.camera) recording.service.onIncident(report.camera.id, report.atMs);
        return incidents.raiseEmergency(report);
      },
    },
    camera: (id) => cameras.get(id),
    picture: (id) => hub.latest(id)?.jpeg ?? null,
    nowMs,
  });
  const handlers: Handlers = {
    ...createAuthHandlers(auth),
    ...createSiteHandlers(sites, () => cameras.list()),
    ...createCameraHandlers(cameras),
    ...createIncidentHandlers(incidents),
    ...notifications.handlers,
    ...telegram.handlers,
    ...channels.handlers,
    ...createSettingsHandlers(settings),
    ...tunnel.handlers,
    ...recording.handlers,
    ...evidence.handlers,
    ...secrets.handlers,
    ...audit.handlers,
    ...allowList.handlers(),
    ...createEmergencyHandlers(emergency),
    'messages.send': ({ text }, caller) => {
      const who = caller.user?.username ?? '';
      const message = {
        id: randomUUID(),
        kind: 'message' as const,
        cameraId: null,
        cameraName: who,
        location: '',
        confidence: 0,
        detectedAtMs: nowMs(),
        photoUrl: null,
        text,
      };
      events.emit('receive-message', message);
      return message;
    },
    ...modelDownloads.handlers,
    'models.list': () => catalogue.list(detector.health.model?.file ?? null),
    'models.inspect': ({ file }) => detector.inspect(file),
    'station.status': status,
  };
  const places = stationPlaces({ cameras, incidents, sites: store.sites });
  const onInternal = (error: unknown, where: string) => log.error({ err: error, where }, 'request failed');
  const desk: Desk = { handlers, places, onInternal, onAnswered: audit.onAnswered };
  const media = stationMedia({ cameras, incidents, hub, signal: closing.signal });
  const smaller = new SmallerPictures();
  const createLiveFeed = (send: SendFrame) => new LiveFeed({ hub, send, smaller, isAnalysed: (cameraId) => analysis.isAnalysed(cameraId) });

  const web = closers.add(
    await startWebServer({
      host: config.host,
      port: config.port,
      version,
      consoleDir: files.consoleDir,
      desk,
      cameras: await secrets.cameras.list(),
      auth,
      guard: allowList,
      media,
      recordings: recording.video,
      evidence: evidence.media,
      createLiveFeed,
      status,
      auditPages: () => audit.log.pages(),
      metrics: metrics.registry,
      receiveTelegramUpdate: (secret, update) => telegram.receive(secret, update),
      log,
    }),
    (server) => server.close(),
  );
  closers.add(
    events.onAny((name, payload) => web.hub.broadcast(name, payload as never)),
    (stop) => stop(),
  );
  tunnel.service.onAddressChanged((url) => notifications.addressChanged(url));
  closers.add(tunnel.service, (service) => service.close());
  closers.add(setInterval(tellStatus, statusEveryMs), (timer) => clearInterval(timer));
  closers.add(closing, (controller) => controller.abort());

  detector.start();
  void models.applyAtStart(await settings.get());
  await syncDemoCameras(secrets.cameras, demoCameras, config.demo, nowMs());
  await channels.start();
  await notifications.start();
  await telegram.start();
  await incidents.start();
  await recording.service.start();
  await cameras.start();
  await evidence.start();
  recording.warm();
  await tunnel.service.start(web.openTunnelEntrance);
  log.info({ address: web.address, dataDir: config.dataDir, database: store.kind, version }, 'station is running');

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
    media: (path, caller) => mediaReply(media, places, path, caller),
    close: () => closers.closeAll(log),
  };
}
