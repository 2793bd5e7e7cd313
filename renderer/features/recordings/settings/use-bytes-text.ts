import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../app/i18n/use-format.ts';

/** `1.2 GB`, `340 MB` in the person's language: decimal units, as disks are sold. */
export function useBytesText(): (bytes: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (bytes: number) => {
      if (bytes >= 1e12) return t('recorder.size.tb', { n: format.number(bytes / 1e12, 2) });
      if (bytes >= 1e9) return t('recorder.size.gb', { n: format.number(bytes / 1e9) });
      return t('recorder.size.mb', { n: format.number(bytes / 1e6, bytes < 1e7 ? 1 : 0) });
    },
    [t, format],
  );
}
