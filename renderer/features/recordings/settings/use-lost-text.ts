import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingFreed } from '../../../../shared/schemas/recording.ts';
import { useFormat } from '../../../app/i18n/use-format.ts';
import { useBytesText } from './use-bytes-text.ts';

/** What was deleted to make room, in words; null = nothing was. */
export function useLostText(): (freed: RecordingFreed) => string | null {
  const { t } = useTranslation();
  const format = useFormat();
  const bytesText = useBytesText();
  return useCallback(
    ({ segments, bytes, upToMs, atMs }: RecordingFreed) => {
      if (segments === 0 || upToMs === null || atMs === null) return null;
      const facts = { files: format.number(segments), size: bytesText(bytes) };
      return t('recorder.lost', { ...facts, upTo: format.dateTime(upToMs), at: format.dateTime(atMs) });
    },
    [t, format, bytesText],
  );
}
