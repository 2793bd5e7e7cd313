import { join } from 'node:path';
import { createAudit, type Audit } from '../audit/create-audit.ts';
import { ffmpegFinder, type FfmpegBinary } from '../cameras/ffmpeg-binary.ts';
import type { StationConfig } from '../config/station-config.ts';
import type { NowMs } from '../clock.ts';
import { FrameHub } from '../live/frame-hub.ts';
import type { Logger } from '../logging/logger.ts';
import { PacketHub } from '../packets/packet-hub.ts';
import type { KeySource } from '../secrets/key-source.ts';
import { type OpenedSecrets, openSecrets } from '../secrets/open-secrets.ts';
import { openStore, type Store } from '../store/store.ts';
import type { Closers } from './closers.ts';
import { openDataFolder } from './data-folder.ts';
import { EventBus } from './event-bus.ts';
import type { StationFiles } from './station-files.ts';

export interface FoundationOptions {
  readonly config: StationConfig;
  readonly log: Logger;
  readonly files: StationFiles;
  /** Where the key of the stored secrets is; a file in the data folder when left out. */
  readonly keySource?: KeySource | undefined;
}

/** What every subject of the station stands on. */
export interface Foundation {
  readonly config: StationConfig;
  readonly log: Logger;
  readonly files: StationFiles;
  readonly closers: Closers;
  readonly nowMs: NowMs;
  readonly store: Store;
  readonly secrets: OpenedSecrets;
  readonly audit: Audit;
  readonly events: EventBus;
  readonly hub: FrameHub;
  readonly packets: PacketHub;
  readonly ffmpeg: () => Promise<FfmpegBinary>;
}

/** Takes the data folder and opens database and secrets. @throws {AppError} that says why they cannot be used. */
export async function openFoundation({ config, log, files, keySource }: FoundationOptions, closers: Closers): Promise<Foundation> {
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
  return {
    ...{ config, log, files, closers, store, secrets, audit },
    nowMs: Date.now,
    events: new EventBus(),
    hub: new FrameHub(),
    packets: new PacketHub({ onBug: (error) => log.error({ err: error }, 'a listener of packets failed') }),
    ffmpeg: ffmpegFinder(),
  };
}
