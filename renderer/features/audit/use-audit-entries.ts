import { useCallback, useEffect, useState } from 'react';
import type { AuditEntry } from '../../../shared/schemas/audit.ts';
import { useClient } from '../../app/state/console-context.tsx';

interface Loaded {
  readonly entries: readonly AuditEntry[];
  readonly nextBeforeSeq: number | null;
}

/** Entries that fit, newest first, more on demand. `more` is null when there are none. */
export function useAuditEntries(kind: string | null, outcome: string | null) {
  const client = useClient();
  const [loaded, setLoaded] = useState<Loaded>({ entries: [], nextBeforeSeq: null });
  const [error, setError] = useState<unknown>(null);
  const ask = useCallback(
    (beforeSeq?: number) =>
      client.call('audit.list', {
        limit: 50,
        ...(kind ? { action: `${kind}.` } : {}),
        ...(outcome ? { outcome } : {}),
        ...(beforeSeq ? { beforeSeq } : {}),
      }),
    [client, kind, outcome],
  );
  useEffect(() => {
    let wanted = true;
    setError(null);
    ask().then(
      (answer) => wanted && setLoaded(answer),
      (failure: unknown) => wanted && setError(failure),
    );
    return () => {
      wanted = false;
    };
  }, [ask]);
  const { entries, nextBeforeSeq } = loaded;
  const loadMore = () => {
    ask(nextBeforeSeq ?? undefined).then(
      (answer) => setLoaded((before) => ({ ...answer, entries: [...before.entries, ...answer.entries] })),
      setError,
    );
  };
  return { entries, error, more: nextBeforeSeq === null ? null : loadMore };
}
