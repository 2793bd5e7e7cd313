import { useCallback, useEffect, useState } from 'react';
import type { CatalogueEntry, DownloadRequest, ModelDownload } from '../../../shared/schemas/model-download.ts';
import { useClient, useSession } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

export interface CatalogueControl {
  readonly entries: readonly CatalogueEntry[] | null;
  readonly failure: unknown;
  download(request: DownloadRequest): Promise<boolean>;
  cancel(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

/**
 * Public models, kept up to date by the station's news of downloads.
 * @param onModels the models that can be picked have changed
 */
export function useCatalogue(onModels: () => void): CatalogueControl {
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
        if (download.state === 'installed') onModels();
      }),
    [client, reload, onModels],
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
    remove: async (id) => {
      if (!(await tried(client.call('models.remove', { id })))) return;
      setNews(({ [id]: _gone, ...others }) => others);
      reload();
      onModels();
    },
    cancel: async (id) => void (await tried(client.call('models.cancelDownload', { id }))),
  };
}
