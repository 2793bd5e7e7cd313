import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/i18n/use-format.ts';

/** `20.2 MB` in the person's language; null is said in words. */
export function useSizeText(): (bytes: number | null) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (bytes) =>
    bytes === null ? t('modelCatalogue.sizeUnknown') : t('modelCatalogue.megabytes', { n: format.number(bytes / 1_000_000) });
}
