import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Clip, EvidenceLock } from '../../../shared/schemas/evidence.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient, useMay } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { EvidenceExport } from './evidence-export.tsx';
import classes from './incident-recording.module.css';
import { LockDialog } from './lock-dialog.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** The clips of an incident, whether they are kept, and their export. */
export function IncidentRecording({ incidentId }: { readonly incidentId: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const mayKeep = useMay('operator');
  const ask = useCallback(() => client.call('evidence.ofIncident', { incidentId }), [client, incidentId]);
  const { value, error, reload } = useAnswer(ask);
  useEffect(() => client.on('evidence-changed', (change) => change.incidentId === incidentId && reload()), [client, incidentId, reload]);
  return (
    <Stack gap="xs" component="section" aria-label={t('evidenceClips.title')}>
      <Title order={5}>{t('evidenceClips.title')}</Title>
      <FailureAlert error={error} />
      {value?.clips.length === 0 ? <Text size="sm">{t('evidenceClips.none')}</Text> : null}
      {value?.clips.map((clip) => (
        <ClipView key={clip.cameraId} clip={clip} />
      ))}
      {value?.lock && value.clips.length > 0 ? <LockState lock={value.lock} mayChange={mayKeep} onChanged={reload} /> : null}
      {mayKeep && value ? <EvidenceExport incidentId={incidentId} /> : null}
    </Stack>
  );
}

const colours: Record<Clip['state'], string> = { waiting: 'blue', cutting: 'blue', ready: 'green', missing: 'gray', failed: 'red' };

function ClipView({ clip }: { readonly clip: Clip }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { cameraName, state, startMs, endMs, url, holes, problem } = clip;
  const span = { from: format.time(startMs ?? clip.fromMs), to: format.time(endMs ?? clip.toMs) };
  const reasons = [...new Set(holes.map(({ cause }) => t(`evidenceClips.cause.${cause}`)))].join(', ');
  return (
    <Stack gap={4}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {cameraName}
          <Text span size="xs" c="dimmed" ml={8}>
            {t('evidenceClips.span', span)}
          </Text>
        </Text>
        <Badge flex="none" color={colours[state]} variant="light" size="sm" tt="none">
          {t(`evidenceClips.state.${state}`)}
        </Badge>
      </Group>
      {url ? (
        // biome-ignore lint/a11y/useMediaCaption: recordings have no sound
        <video
          className={classes.video}
          controls
          preload="metadata"
          src={url}
          aria-label={t('evidenceClips.video', { camera: cameraName })}
        />
      ) : null}
      {state === 'missing' ? <Text size="sm">{t('evidenceClips.noVideo', { camera: cameraName, reason: reasons })}</Text> : null}
      {state === 'failed' ? <Text size="sm">{t('evidenceClips.failed')}</Text> : null}
      {state === 'waiting' && problem ? <Text size="sm">{t('evidenceClips.retrying')}</Text> : null}
      {state === 'ready'
        ? holes.map(({ fromMs, toMs, cause }) => (
            <Text key={fromMs} size="xs" c="yellow.4">
              {t('evidenceClips.hole', { from: format.time(fromMs), to: format.time(toMs), reason: t(`evidenceClips.cause.${cause}`) })}
            </Text>
          ))
        : null}
    </Stack>
  );
}

interface LockStateProps {
  readonly lock: EvidenceLock;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

function LockState({ lock, mayChange, onChanged }: LockStateProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const words = lock.locked ? t('evidenceClips.lockedBy', whoAndWhy(lock)) : t('evidenceClips.unlockedBy', whoAndWhy(lock));
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap">
      <Text size="sm">{lock.by === null ? t('evidenceClips.locked') : words}</Text>
      {mayChange ? (
        <Button flex="none" size="xs" variant="default" onClick={() => setAsking(true)}>
          {t(lock.locked ? 'evidenceClips.unlock' : 'evidenceClips.lock')}
        </Button>
      ) : null}
      {asking ? <LockDialog lock={lock} onClose={() => setAsking(false)} onChanged={onChanged} /> : null}
    </Group>
  );
}

const whoAndWhy = ({ by, reason }: EvidenceLock) => ({ who: by, reason });
