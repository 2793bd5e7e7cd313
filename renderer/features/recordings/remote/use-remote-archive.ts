import { useCallback, useEffect } from 'react';
import type { RemoteArchiveStatus } from '../../../../shared/schemas/remote-archive.ts';
import { useClient, useSession } from '../../../app/state/console-context.tsx';
import { useAnswer } from '../../../ui/use-answer.ts';

export interface ArchiveWatch {
  /** Null until the station told. */
  readonly status: RemoteArchiveStatus | null;
  readonly failure: unknown;
  readonly connected: boolean;
  reload(): void;
}

/** What waits and what is stored changes all the time, and no event tells of it. */
const rereadMs = 5_000;

/** How the archive is, read anew while it is looked at. */
export function useRemoteArchive(): ArchiveWatch {
  const client = useClient();
  const connected = useSession(({ connection }) => connection === 'connected');
  const { value, error, reload } = useAnswer(useCallback(() => client.call('remoteArchive.status', {}), [client]));
  useEffect(() => {
    if (!connected) return;
    reload();
    const timer = setInterval(reload, rereadMs);
    const stop = client.on('remote-archive', reload);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [client, connected, reload]);
  return { status: value, failure: error, connected, reload };
}
