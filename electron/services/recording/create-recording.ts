import { join } from 'node:path';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Store } from '../store/store.ts';
import { Archiver } from './archive/archiver.ts';
import { createPlaybackHandlers, recordedVideo } from './playback/playback-handlers.ts';
import { PictureCache } from './playback/picture-cache.ts';
import { PlaybackService } from './playback/playback-service.ts';
import { SpanBook } from './playback/span-book.ts';
import { withViewingLog } from './playback/viewing-log.ts';
import { createRemoteArchive, type RemoteArchiveParts } from './remote/create-remote-archive.ts';
import { createRecordingHandlers, type RecordingHandlerOptions } from './recording-handlers.ts';
import { RecordingService, type RecordingServiceOptions } from './recording-service.ts';
import { prepareFolder } from './segment-disk.ts';
import { UsageBook } from './usage-book.ts';

export interface RecordingOptions extends RecordingServiceOptions, Pick<RecordingHandlerOptions, 'cameras'> {
  readonly store: Pick<Store, 'recordings' | 'remoteObjects' | 'settings' | 'incidentMarks'>;
  readonly remote: Pick<RemoteArchiveParts, 'secrets' | 'environment' | 'onNotice'>;
  readonly dataDir: string;
  /** Who looked at recordings is written there. */
  readonly audit: Pick<AuditLog, 'record'>;
}

/** Days of the past that are read beforehand. */
const warmDays = 31;

/**
 * The recorder of a station, what finds its recordings again, and their part of the contract.
 * @throws {AppError} `unavailable` when the folder cannot be used; nothing is started then.
 */
export async function createRecording(options: RecordingOptions) {
  const { folder, store, cameras, ffmpeg, dataDir, audit, log } = options;
  const nowMs = options.nowMs ?? Date.now;
  await prepareFolder(folder);
  const spans = new SpanBook(store.recordings);
  const recordings = new UsageBook(spans.over(), nowMs).over();
  const remote = createRemoteArchive({ ...options.remote, store, recordings, folder, dataDir, log, nowMs });
  const service = new RecordingService({ ...options, store: { ...store, recordings }, archive: remote.archive });
  const archiver = new Archiver({ repository: recordings, folder, ffmpeg, settings: () => service.settings(), log, nowMs });
  const pictures = new PictureCache({ folder: join(dataDir, 'previews'), nowMs });
  const playback = new PlaybackService({
    recorder: service,
    spans,
    gaps: store.recordings,
    marks: store.incidentMarks,
    ffmpeg,
    pictures,
    nowMs,
    log,
  });
  return {
    service,
    archiver,
    remote: remote.archive,
    playback,
    video: withViewingLog({ video: recordedVideo(playback, cameras), audit, log, nowMs }),
    /** To be called when the cameras are known; goes on behind. */
    warm: () => {
      playback
        .warm(
          cameras().map(({ id }) => id),
          warmDays,
        )
        .catch((error: unknown) => log.warn({ err: error }, 'the timeline could not be read beforehand'));
      pictures.sweep().catch((error: unknown) => log.warn({ err: error }, 'the preview pictures could not be looked through'));
    },
    handlers: {
      ...createRecordingHandlers({ service, archiver, cameras }),
      ...createPlaybackHandlers(playback, cameras),
      ...remote.handlers,
    },
  };
}
