import { EnvHttpProxyAgent } from 'undici';
import type { Handlers } from '../../../../shared/contract/dispatch.ts';
import type { ModelInfo } from '../../../../shared/schemas/model.ts';
import type { ModelDownload } from '../../../../shared/schemas/model-download.ts';
import type { Logger } from '../../logging/logger.ts';
import { ModelDownloads } from './model-downloads.ts';
import { downloadHosts, publicModels } from './public-models.ts';

export interface CreateModelDownloadsOptions {
  readonly modelsDir: string;
  readonly inspect: (file: string) => Promise<ModelInfo>;
  readonly inUse: () => string | null;
  readonly onChanged: (download: ModelDownload) => void;
  readonly log: Logger;
  readonly nowMs: () => number;
}

type ModelHandlers = Pick<Handlers, 'models.catalogue' | 'models.download' | 'models.cancelDownload' | 'models.remove'>;

export interface ModelDownloadsRoom {
  readonly handlers: ModelHandlers;
  close(): Promise<void>;
}

/**
 * The catalogue of public models over the real network: https only, from the publishers' hosts only, through the proxy that
 * `HTTPS_PROXY` and `NO_PROXY` name.
 */
export function createModelDownloads(options: CreateModelDownloadsOptions): ModelDownloadsRoom {
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: 10_000 } });
  const rules = { hosts: downloadHosts, allowLoopbackHttp: false, dispatcher };
  const downloads = new ModelDownloads({ ...options, models: publicModels, rules });
  return {
    handlers: createModelDownloadHandlers(downloads),
    close: async () => {
      await downloads.close();
      await dispatcher.destroy();
    },
  };
}

/** The contract's `models.catalogue`, `models.download`, `models.cancelDownload` and `models.remove`. */
export function createModelDownloadHandlers(downloads: ModelDownloads): ModelHandlers {
  return {
    'models.catalogue': () => downloads.list(),
    'models.download': (request, { user }) => downloads.start(request, user?.username ?? ''),
    'models.cancelDownload': async ({ id }) => {
      await downloads.cancel(id);
      return { done: true };
    },
    'models.remove': async ({ id }) => {
      await downloads.remove(id);
      return { done: true };
    },
  };
}
