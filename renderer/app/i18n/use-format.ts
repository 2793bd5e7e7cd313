import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createFormat, durationParts } from './format.ts';

export function useFormat() {
  const { t, i18n } = useTranslation();
  return useMemo(() => {
    const duration = (ms: number): string => {
      const parts = durationParts(ms);
      if (parts.unit === 'hours') return t('time.hours', { h: parts.h, m: parts.m });
      if (parts.unit === 'days') return t('time.days', { d: parts.d, h: parts.h });
      return t(`time.${parts.unit}`, { n: parts.n });
    };
    return { ...createFormat(i18n.language), duration };
  }, [t, i18n.language]);
}
