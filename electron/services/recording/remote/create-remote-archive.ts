import { join } from 'node:path';
import {
  defaultRemoteArchiveSettings,
  type RemoteArchiveNotice,
  type RemoteArchiveSettings,
  remoteArchiveSettingsSchema,
} from '../../../../shared/schemas/remote-archive.ts';
import type { NowMs } from '../../clock.ts';
import { EvidenceFiles } from '../../evidence/evidence-files.ts';
import type { Logger } from '../../logging/logger.ts';
import { LiveSettings } from '../../notifications/channels/settings/live-settings.ts';
import type { SecretStore } from '../../secrets/secret-store.ts';
import type { RecordingRepository } from '../../store/recording-repository.ts';
import type { Store } from '../../store/store.ts';
import { RemoteArchive } from './remote-archive.ts';
import { createRemoteArchiveHandlers } from './remote-archive-handlers.ts';
import { RemoteCache } from './remote-cache.ts';
import { UploadWork } from './upload-work.ts';

export interface RemoteArchiveParts {
  readonly store: Pick<Store, 'remoteObjects' | 'settings'>;
  /** The one that tells the timeline of what it does. */
  readonly recordings: RecordingRepository;
  /** Of the recordings, absolute. */
  readonly folder: string;
  readonly dataDir: string;
  readonly secrets: SecretStore;
  /** What the environment sets; it wins. */
  readonly environment: Partial<RemoteArchiveSettings>;
  readonly onNotice: (notice: RemoteArchiveNotice) => void;
  readonly log: Pick<Logger, 'warn' | 'info' | 'error'>;
  readonly nowMs: NowMs;
}

/** The S3-compatible archive and its part of the contract. Off until somebody sets it up: video stays on site. */
export function createRemoteArchive(parts: RemoteArchiveParts) {
  const { store, recordings, folder, dataDir, secrets, environment, onNotice, log, nowMs } = parts;
  const objects = store.remoteObjects;
  const settings = new LiveSettings<RemoteArchiveSettings>({
    ...{ key: 'recording.remote', schema: remoteArchiveSettingsSchema, defaults: defaultRemoteArchiveSettings, environment },
    ...{ secret: 's3-secret-key', settings: store.settings, secrets, log, nowMs },
  });
  const archive = new RemoteArchive({
    ...{ settings, objects, recordings, onNotice, log, nowMs },
    work: new UploadWork({ objects, folder, evidence: new EvidenceFiles(dataDir), nowMs }),
    cache: new RemoteCache({ folder: join(dataDir, 'archive-cache'), nowMs }),
  });
  return { archive, handlers: createRemoteArchiveHandlers(archive, settings) };
}
