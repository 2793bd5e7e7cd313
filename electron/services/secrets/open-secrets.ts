import type { Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import type { CameraRepository } from '../cameras/camera-record.ts';
import type { StationConfig } from '../config/station-config.ts';
import type { Logger } from '../logging/logger.ts';
import type { Store } from '../store/store.ts';
import { givenKey, type KeySource, keyFile } from './key-source.ts';
import { createSealing, type Sealing, withoutKey } from './sealing.ts';
import { sealedCameraRepository, sealPlainAddresses } from './sealed-camera-repository.ts';
import { createSecretHandlers } from './secret-handlers.ts';
import { SecretService } from './secret-service.ts';
import type { SecretStore } from './secret-store.ts';

export interface OpenedSecrets {
  readonly store: SecretStore;
  readonly handlers: Pick<Handlers, 'secrets.list' | 'secrets.set'>;
  /** For other columns that must not lie readable. */
  readonly sealing: Sealing;
  /** The cameras with their addresses opened. */
  readonly cameras: CameraRepository;
}

/**
 * Opens what the station keeps sealed. A key that cannot be had does not keep the station from starting: what needs it says why, and
 * cameras whose addresses are not sealed yet go on working.
 */
export async function openSecrets(options: {
  readonly store: Pick<Store, 'secrets' | 'cameras'>;
  readonly config: Pick<StationConfig, 'dataDir' | 'secretKey' | 'secrets'>;
  /** Where the key is, unless the environment gives it; a file in the data folder when left out. */
  readonly keySource?: KeySource | undefined;
  readonly log: Pick<Logger, 'error' | 'info'>;
}): Promise<OpenedSecrets> {
  const { store, config, log } = options;
  const source = config.secretKey ? givenKey(config.secretKey) : (options.keySource ?? keyFile(config.dataDir));
  const sealing = sealingOf(source, log);
  const service = new SecretService({ secrets: store.secrets, sealing: sealing.value, environment: config.secrets });
  if (sealing.hasKey) {
    const count = await sealPlainAddresses(store.cameras, sealing.value);
    if (count > 0) log.info({ cameras: count }, 'camera addresses are encrypted from now on');
  }
  return {
    store: service,
    handlers: createSecretHandlers(service),
    sealing: sealing.value,
    cameras: sealedCameraRepository(store.cameras, sealing.value, log),
  };
}

function sealingOf(source: KeySource, log: Pick<Logger, 'error'>): { value: Sealing; hasKey: boolean } {
  try {
    return { value: createSealing(source.load()), hasKey: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.error({ err: error }, 'the key of the stored secrets cannot be had');
    return { value: withoutKey(error.message), hasKey: false };
  }
}
