import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingState } from '../../../../shared/schemas/recording.ts';

/** Whether a camera is recorded, and if not why, in words. */
export function useRecordingStateText(): (state: RecordingState | undefined) => string {
  const { t } = useTranslation();
  return useCallback(
    (state: RecordingState | undefined) => {
      if (!state) return t('recorder.state.unknown');
      return state.recording ? t('recordings.recording') : t(`recorder.state.${state.cause ?? 'unknown'}`);
    },
    [t],
  );
}
