import { useCallback, useEffect, useState } from 'react';
import type { EvidenceExport } from '../../../shared/schemas/evidence.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';

/** The newest export of just this incident: one that is under way is seen again after the page was left. */
export function useExport(incidentId: string) {
  const client = useClient();
  const errorText = useErrorText();
  const [job, setJob] = useState<EvidenceExport | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const read = useCallback(async () => {
    const all = await client.call('evidence.exports', {});
    const newest = all.find(({ request: { incidentIds } }) => incidentIds?.length === 1 && incidentIds[0] === incidentId);
    setJob(newest && newest.state !== 'cancelled' ? newest : null);
  }, [client, incidentId]);
  useEffect(() => {
    const tell = (error: unknown) => setRefusal(errorText(error));
    read().catch(tell);
    return client.on('evidence-export', ({ id, state, progress }) => {
      setJob((known) => (known?.id === id ? { ...known, state, progress } : known));
      // Where it is fetched, or what went wrong, is for those who may know.
      if (state !== 'running') read().catch(tell);
    });
  }, [client, read, errorText]);
  const start = async (burnIn: boolean) => {
    setRefusal(null);
    try {
      setJob(await client.call('evidence.export', { incidentIds: [incidentId], burnIn }));
    } catch (error) {
      setRefusal(errorText(error));
    }
  };
  const cancel = async () => {
    if (!job) return;
    try {
      await client.call('evidence.cancelExport', { id: job.id });
      setJob(null);
    } catch (error) {
      setRefusal(errorText(error));
    }
  };
  return { job, failure: refusal ?? (job?.state === 'failed' ? job.problem : null), start, cancel };
}
