import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/i18n/use-format.ts';
import { usePlaces } from '../../app/state/console-context.tsx';
import { useStationNow } from '../../app/state/use-station-now.ts';
import type { Alert } from './alert-queue.ts';
import classes from './incident-popup.module.css';

/** Where, when, how sure, and why in words. */
export function AlertFacts({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useStationNow();
  const site = usePlaces(({ sites }) => sites.find(({ id }) => id === alert.incident?.siteId)?.name);
  const place = [site, alert.location].filter(Boolean).join(' · ');
  const reasons = [...(alert.incident?.evidence ?? [])].sort((a, b) => b.weight - a.weight).map(({ name }) => t(`evidence.${name}`));
  return (
    <>
      <dl className={classes.facts}>
        <div>
          <dt>{t('incidents.place')}</dt>
          <dd>{place || t('incidents.noPlace')}</dd>
        </div>
        <div>
          <dt>{t('incidents.time')}</dt>
          <dd>
            {format.dateTime(alert.detectedAtMs)}
            <Text span size="xs" c="dimmed" display="block">
              {t('incidents.ago', { ago: format.duration(nowMs - alert.detectedAtMs) })}
            </Text>
          </dd>
        </div>
        {alert.kind === 'emergency' ? null : (
          <div>
            <dt>{t('incidents.confidence')}</dt>
            <dd>{format.percent(alert.confidence)}</dd>
          </div>
        )}
      </dl>
      {alert.kind === 'emergency' && alert.incident?.note ? <Text fw={600}>{alert.incident.note}</Text> : null}
      {reasons.length > 0 ? <Text size="sm">{t('popup.because', { reasons: [...new Set(reasons)].join('; ') })}</Text> : null}
    </>
  );
}
