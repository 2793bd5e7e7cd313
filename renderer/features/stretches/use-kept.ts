import { useCallback, useEffect, useState } from 'react';
import type { EvidenceExport, EvidenceLock } from '../../../shared/schemas/evidence.ts';
import { useClient } from '../../app/state/console-context.tsx';

export interface Kept {
  readonly exports: readonly EvidenceExport[];
  readonly locks: readonly EvidenceLock[];
}

/** Exports, as they are made, and locks; null until they came. */
export function useKept() {
  const client = useClient();
  const [kept, setKept] = useState<Kept | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = useCallback(async () => {
    try {
      const [exports, locks] = await Promise.all([client.call('evidence.exports', {}), client.call('evidence.locks', {})]);
      setKept({ exports: exports.filter(({ state }) => state !== 'cancelled'), locks });
      setError(null);
    } catch (failure) {
      setError(failure);
    }
  }, [client]);
  useEffect(() => {
    void read();
    const stops = [
      client.on('evidence-changed', () => void read()),
      client.on('evidence-export', ({ id, state, progress }) => {
        setKept((known) => known && { ...known, exports: known.exports.map((job) => (job.id === id ? { ...job, state, progress } : job)) });
        // Where it is fetched, or what went wrong, is for those who may know.
        if (state !== 'running') void read();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, read]);
  return { kept, error, reload: read };
}
