import { Anchor, Badge, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceExport } from '../../../shared/schemas/evidence.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useSizeText } from '../model-catalogue/use-size-text.ts';
import classes from './stretches.module.css';
import { useCameraNames } from './use-camera-names.ts';

export interface ExportRowProps {
  readonly job: EvidenceExport;
  readonly onChanged: () => Promise<void>;
  readonly onShow: (atMs: number) => void;
}

const colours: Record<EvidenceExport['state'], string> = {
  queued: 'blue',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'gray',
};

export function ExportRow({ job, onChanged, onShow }: ExportRowProps) {
  const { t } = useTranslation();
  const client = useClient();
  const format = useFormat();
  const sizeText = useSizeText();
  const nameOf = useCameraNames();
  const [asking, setAsking] = useState(false);
  const { id, state, progress, problem, by, createdAtMs, bytes, url, request } = job;
  const isUnderWay = state === 'queued' || state === 'running';
  const { cameraIds, incidentIds, fromMs, toMs } = request;
  return (
    <Stack gap={4} className={classes.row} data-export={id}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {cameraIds ? nameOf(cameraIds) : t('stretches.ofIncidents', { n: incidentIds?.length ?? 0 })}
        </Text>
        <Badge flex="none" color={colours[state]} variant="light" size="sm" tt="none">
          {t(`stretches.state.${state}`)}
        </Badge>
      </Group>
      {fromMs !== undefined && toMs !== undefined ? (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => onShow(fromMs)}>
          {t('stretches.span', { from: format.dateTime(fromMs), to: format.time(toMs), length: format.duration(toMs - fromMs) })}
        </Anchor>
      ) : null}
      <Text size="xs" c="dimmed">
        {t('stretches.byWhen', { who: by, when: format.dateTime(createdAtMs) })}
        {bytes === null ? '' : ` · ${sizeText(bytes)}`}
        {request.burnIn ? ` · ${t('stretches.withTime')}` : ''}
      </Text>
      {problem ? (
        <Text size="sm" c="red.4">
          {problem}
        </Text>
      ) : null}
      {isUnderWay ? <Progress value={progress * 100} aria-label={t('evidenceClips.exporting')} /> : null}
      <Group gap="sm">
        {url ? (
          <Anchor size="sm" href={url} download>
            {t('evidenceClips.download')}
          </Anchor>
        ) : null}
        <Button size="compact-xs" variant="subtle" color="red" onClick={() => setAsking(true)}>
          {isUnderWay ? t('stretches.stop') : t('common.delete')}
        </Button>
      </Group>
      {asking ? (
        <ConfirmDialog
          title={t('stretches.deleteTitle')}
          text={t('stretches.deleteText')}
          action={isUnderWay ? t('stretches.stop') : t('common.delete')}
          onClose={() => setAsking(false)}
          onConfirm={() => client.call('evidence.cancelExport', { id }).then(onChanged)}
        />
      ) : null}
    </Stack>
  );
}
