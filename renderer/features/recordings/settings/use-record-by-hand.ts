import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingOverride } from '../../../../shared/schemas/recording.ts';
import { useClient, useConsole } from '../../../app/state/console-context.tsx';
import { useTell } from '../../settings/use-tell.ts';
import { withRecording } from '../recordings-store.ts';

const told = { on: 'recorder.hand.started', off: 'recorder.hand.stopped', auto: 'recorder.hand.resumed' } as const;

/** Starts and stops recording by hand, or leaves it to the mode again; of every camera when none is named. */
export function useRecordByHand(): (override: RecordingOverride, cameraId?: string) => Promise<void> {
  const { t } = useTranslation();
  const client = useClient();
  const { recordings } = useConsole().model;
  const tell = useTell();
  return useCallback(
    (override, cameraId) =>
      tell(async () => {
        const states = await client.call('recordings.override', { override, ...(cameraId === undefined ? {} : { cameraId }) });
        // What was decided is shown at once; whether video is written is told by the recorder's own event.
        for (const { cameraId: id, override: decided } of states) {
          const known = recordings.getState()[id];
          if (known) recordings.setState((all) => withRecording(all, { ...known, override: decided }));
        }
      }, t(told[override])),
    [tell, client, recordings, t],
  );
}
