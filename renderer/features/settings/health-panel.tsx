import { Alert, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InferenceHealth } from '../../../shared/schemas/model.ts';
import type { StationStatus } from '../../../shared/schemas/station.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useSession, useStation } from '../../app/state/console-context.tsx';
import { EvidenceKey } from '../evidence/evidence-key.tsx';
import { useStationNow } from '../../app/state/use-station-now.ts';
import classes from './settings-page.module.css';

/** How the detector and the station are doing; kept up to date by the station's events. */
export function HealthPanel() {
  const { t } = useTranslation();
  const status = useStation((station) => station.status);
  const connected = useSession(({ connection }) => connection === 'connected');
  if (!status || !connected) return <Text c="dimmed">{t('inference.unknown')}</Text>;
  const { problem, camerasBehind } = status.inference;
  return (
    <Stack gap="lg">
      {problem ? (
        <Alert color="yellow" title={t('settings.health.problem')}>
          {problem}
        </Alert>
      ) : null}
      {camerasBehind > 0 ? (
        <Alert color="yellow" title={t('settings.health.behind')}>
          {t('settings.health.behindText', { behind: camerasBehind })}
        </Alert>
      ) : null}
      <section>
        <Title order={4} mb="xs">
          {t('inference.label')}
        </Title>
        <InferenceFacts inference={status.inference} />
      </section>
      <section>
        <Title order={4} mb="xs">
          {t('settings.health.station')}
        </Title>
        <StationFacts status={status} />
      </section>
      <EvidenceKey />
    </Stack>
  );
}

function InferenceFacts({ inference }: { readonly inference: InferenceHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  const ms = (value: number) => `${format.number(value)} ms`;
  const measured = Object.entries(inference.measuredMs).sort(([, a], [, b]) => a - b);
  const since = t('settings.health.since', { time: format.dateTime(inference.sinceMs) });
  return (
    <dl className={classes.facts}>
      <Fact name={t('settings.health.state')}>
        {t(`inference.${inference.state}`)}, {since}
      </Fact>
      <Fact name={t('settings.health.model')}>
        {inference.model
          ? `${inference.model.name} (${inference.model.layout}, ${inference.model.input.width}×${inference.model.input.height})`
          : t('common.none')}
      </Fact>
      <Fact name={t('settings.health.provider')}>{inference.provider ?? t('common.none')}</Fact>
      <Fact name={t('settings.health.measured')}>
        {measured.length > 0 ? measured.map(([name, value]) => `${name} ${ms(value)}`).join(', ') : t('common.none')}
      </Fact>
      <Fact name={t('settings.health.rate')}>{format.number(inference.framesPerSecond)}</Fact>
      <Fact name={t('settings.health.network')}>{inference.networkMsP50 === null ? t('common.none') : ms(inference.networkMsP50)}</Fact>
      <Fact name={t('settings.health.dropped')}>{format.number(inference.droppedFrames)}</Fact>
      <Fact name={t('settings.health.restarts')}>{inference.restarts}</Fact>
      <Fact name={t('settings.health.process')}>{inference.pid ?? t('common.none')}</Fact>
    </dl>
  );
}

function StationFacts({ status }: { readonly status: StationStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useStationNow();
  return (
    <dl className={classes.facts}>
      <Fact name={t('settings.health.version')}>{status.version}</Fact>
      <Fact name={t('settings.health.uptime')}>{format.duration(nowMs - status.startedAtMs)}</Fact>
      <Fact name={t('settings.health.database')}>{status.database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}</Fact>
      <Fact name={t('settings.health.ffmpeg')}>{status.ffmpeg?.version ?? t('settings.health.ffmpegMissing')}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
