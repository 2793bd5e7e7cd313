import { useCallback, useEffect, useState } from 'react';
import type { CatalogueEntry, DownloadRequest, ModelDownload } from '../../../shared/schemas/model-download.ts';
import { useClient, useSession } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

export interface CatalogueControl {
  readonly entries: readonly CatalogueEntry[] | null;
  readonly failure: unknown;
  download(request: DownloadRequest): Promise<boolean>;
  cancel(id: string): Promise<void>;
}

/**
 * Public models, kept up to date by the station's news of downloads.
 * @param onInstalled a model is new among those that can be picked
 */
export function useCatalogue(onInstalled: () => void): CatalogueControl {
  const client = useClient();
  const connected = useSession(({ connection }) => connection === 'connected');
  // While there is no connection the question waits for the next one.
  const ask = useCallback(
    () => (connected ? client.call('models.catalogue', {}) : new Promise<CatalogueEntry[]>(() => undefined)),
    [client, connected],
  );
  const { value, error, reload } = useAnswer(ask);
  const [news, setNews] = useState<Readonly<Record<string, ModelDownload>>>({});
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(
    () =>
      client.on('model-download', (download) => {
        setNews((known) => ({ ...known, [download.id]: download }));
        if (download.state === 'downloading' || download.state === 'checking') return;
        reload();
        if (download.state === 'installed') onInstalled();
      }),
    [client, reload, onInstalled],
  );

  const tried = (work: Promise<unknown>): Promise<boolean> => {
    setFailure(null);
    return work.then(
      () => true,
      (reason: unknown) => {
        setFailure(reason);
        return false;
      },
    );
  };
  return {
    entries: value?.map((entry) => ({ ...entry, download: news[entry.id] ?? entry.download })) ?? null,
    failure: failure ?? error,
    download: (request) => tried(client.call('models.download', request)),
    cancel: async (id) => void (await tried(client.call('models.cancelDownload', { id }))),
  };
}
