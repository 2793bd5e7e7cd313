import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentTiming } from '../../../shared/schemas/incident.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import classes from './incidents-page.module.css';
import { timingLedger } from './timing-ledger.ts';

export function TimingTable({ timing }: { readonly timing: IncidentTiming }) {
  const { t } = useTranslation();
  const format = useFormat();
  const time = (atMs: number) => `${format.time(atMs)}.${String(atMs % 1_000).padStart(3, '0')}`;
  return (
    <>
      <dl className={classes.ledger}>
        {timingLedger(timing).map(({ step, channel, atMs, tookMs }) => (
          <div key={`${step} ${channel}`}>
            <dt>
              {channel ? t('incidents.timingStep.accepted', { channel: t(`channels.name.${channel}`) }) : t(`incidents.timingStep.${step}`)}
            </dt>
            <dd>{atMs === null ? t('incidents.notShown') : time(atMs)}</dd>
            <dd className={classes.step}>{tookMs === null ? '' : t('incidents.milliseconds', { ms: tookMs })}</dd>
          </div>
        ))}
      </dl>
      {timing.shownAtMs === null ? null : (
        <Text size="sm" fw={600}>
          {t('incidents.timingTotal', { ms: timing.shownAtMs - timing.frameAtMs })}
        </Text>
      )}
    </>
  );
}
