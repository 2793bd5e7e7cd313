import { access } from 'node:fs/promises';
import type { Caller } from '../../../shared/contract/dispatch.ts';
import type { PlaceResolver } from '../../../shared/contract/scope-check.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { FfmpegBinary } from '../cameras/ffmpeg-binary.ts';
import type { CameraService } from '../cameras/camera-service.ts';
import type { NowMs } from '../clock.ts';
import type { IncidentService } from '../incidents/incident-service.ts';
import type { Logger } from '../logging/logger.ts';
import type { Sealing } from '../secrets/sealing.ts';
import type { EventBus } from '../station/event-bus.ts';
import type { Store } from '../store/store.ts';
import { ClipCutter, type Recordings } from './clip-cutter.ts';
import { EvidenceFiles } from './evidence-files.ts';
import { createEvidenceHandlers, type EvidenceHandlers, exportFilter } from './evidence-handlers.ts';
import { EvidenceService } from './evidence-service.ts';
import { ExportContent } from './export-content.ts';
import { ExportRoom } from './export-room.ts';
import { ExportService } from './export-service.ts';
import { ObservationMemory } from './observation-memory.ts';
import { StationKey } from './station-key.ts';

export interface EvidenceOptions {
  readonly store: Store;
  readonly dataDir: string;
  readonly version: string;
  readonly recordings: Recordings;
  readonly cameras: () => Pick<CameraService, 'list' | 'siteOf'>;
  readonly incidents: () => Pick<IncidentService, 'get' | 'photoPath'>;
  readonly places: () => PlaceResolver;
  readonly clipReady: (incidentId: string) => Promise<void>;
  readonly events: EventBus;
  readonly audit: Pick<AuditLog, 'record'>;
  readonly sealing: Sealing;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
  readonly log: Logger;
  readonly nowMs: NowMs;
  /** Room on the disk of the data folder, when a test says so. */
  readonly freeBytes?: () => Promise<number>;
}

/** Files for the web server. */
export interface EvidenceMedia {
  /** @returns path of the MP4; that the caller reaches incident and camera was checked before. @throws {AppError} `not_found`. */
  clipFile(incidentId: string, cameraId: string): Promise<string>;
  /** @returns path of the ZIP. @throws {AppError} `not_found`, also for what holds something out of reach. */
  exportFile(id: string, caller: Caller): Promise<string>;
  /** Evidence was looked at or fetched. */
  noteAccess(action: 'evidence.viewClip' | 'evidence.download', target: string, caller: Caller): Promise<void>;
}

export interface Evidence {
  readonly handlers: EvidenceHandlers;
  readonly media: EvidenceMedia;
  /** Path of the clip of an incident for messengers, at most 50 MB; null while there is none. */
  readonly clipOf: (incidentId: string) => Promise<string | null>;
  readonly service: EvidenceService;
  readonly exports: ExportService;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Evidence of a station and its part of the contract. */
export function createEvidence(options: EvidenceOptions): Evidence {
  const { store, recordings, events, ffmpeg, log, nowMs, version, cameras, incidents } = options;
  const stopping = new AbortController();
  const files = new EvidenceFiles(options.dataDir);
  const observations = new ObservationMemory();
  const linesOf = (cameraId: string, fromMs: number, toMs: number) => observations.linesOf(cameraId, fromMs, toMs);
  const incident = (id: string) => incidents().get(id);
  const cutter = new ClipCutter({ recordings, files, ffmpeg, linesOf, signal: stopping.signal });
  const service = new EvidenceService({
    ...{ store, recordings, cutter, files, observations, incident, log, nowMs, clipReady: options.clipReady },
    cameras: () => cameras().list(),
    onChanged: ({ id, cameraId, siteId }) => events.emit('evidence-changed', { incidentId: id, cameraId, siteId }),
  });
  const cameraName = (id: string) =>
    cameras()
      .list()
      .find((camera) => camera.id === id)?.name ?? id;
  const content = new ExportContent({
    ...{ store, files, cutter, ffmpeg, incident, linesOf, cameraName, photoPath: (id) => incidents().photoPath(id) },
  });
  const key = new StationKey(store.settings, options.sealing, nowMs);
  const onProgress = (job: Parameters<typeof events.emit<'evidence-export'>>[1]) => events.emit('evidence-export', job);
  const room = new ExportRoom({
    store,
    recordings,
    dataDir: options.dataDir,
    ...(options.freeBytes ? { freeBytes: options.freeBytes } : {}),
  });
  const exports = new ExportService({ ...{ store, files, content, room, key, version, log, nowMs, onProgress } });
  const siteOf = (id: string) => cameras().siteOf(id);
  const stops = [
    events.on('observation', (observation) => observations.note(observation)),
    events.on('camera-removed', ({ id }) => observations.forget(id)),
    events.on('receive-message', ({ id, kind }) => {
      if (kind !== 'message')
        service.plan(id).catch((error: unknown) => log.warn({ err: error, incidentId: id }, 'evidence is planned later'));
    }),
  ];
  return {
    handlers: createEvidenceHandlers({ service, exports, key, evidence: store.evidence, places: options.places, siteOf }),
    media: evidenceMedia(options, files, exports),
    clipOf: (incidentId) => messengerClip(store, files, incidentId),
    ...{ service, exports },
    start: async () => {
      service.start();
      await exports.start();
    },
    close: async () => {
      for (const stop of stops) stop();
      const closing = service.close();
      stopping.abort();
      await Promise.all([closing, exports.close()]);
    },
  };
}

function evidenceMedia({ store, audit }: EvidenceOptions, files: EvidenceFiles, exports: ExportService): EvidenceMedia {
  return {
    async clipFile(incidentId, cameraId) {
      const clip = (await store.evidence.clipsOf(incidentId)).find((one) => one.cameraId === cameraId);
      if (!clip || clip.startMs === null) throw new AppError('not_found', 'There is no such clip.');
      return files.clip(incidentId, cameraId);
    },
    exportFile: (id, caller) => exports.fileOf(id, exportFilter(caller)),
    noteAccess: (action, target, { user, address }) => audit.record({ user, address, action, target, outcome: 'done' }),
  };
}

/** The clip of the incident's own camera, or else of another of its site. */
async function messengerClip(store: Pick<Store, 'evidence'>, files: EvidenceFiles, incidentId: string): Promise<string | null> {
  const clip = (await store.evidence.clipsOf(incidentId)).find(({ startMs }) => startMs !== null);
  if (!clip) return null;
  const small = files.smallClip(incidentId, clip.cameraId);
  const hasSmall = await access(small).then(
    () => true,
    () => false,
  );
  return hasSmall ? small : files.clip(incidentId, clip.cameraId);
}
