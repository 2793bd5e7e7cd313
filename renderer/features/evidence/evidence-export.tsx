import { Alert, Anchor, Button, Checkbox, Group, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useExport } from './use-export.ts';

/** Makes one signed file of everything that is kept of an incident. */
export function EvidenceExport({ incidentId }: { readonly incidentId: string }) {
  const { t } = useTranslation();
  const [burnIn, setBurnIn] = useState(false);
  const { job, failure, start, cancel } = useExport(incidentId);
  const isUnderWay = job?.state === 'queued' || job?.state === 'running';
  return (
    <Stack gap="xs">
      <Checkbox size="sm" label={t('evidenceClips.burnIn')} checked={burnIn} disabled={isUnderWay} onChange={() => setBurnIn(!burnIn)} />
      <Group gap="sm">
        <Button size="xs" variant="default" disabled={isUnderWay} onClick={() => void start(burnIn)}>
          {t('evidenceClips.export')}
        </Button>
        {isUnderWay ? (
          <Button size="xs" variant="subtle" onClick={() => void cancel()}>
            {t('common.cancel')}
          </Button>
        ) : null}
        {job?.url ? (
          <Anchor size="sm" href={job.url} download>
            {t('evidenceClips.download')}
          </Anchor>
        ) : null}
      </Group>
      {isUnderWay ? (
        <div>
          <Text size="xs" c="dimmed">
            {t('evidenceClips.exporting')}
          </Text>
          <Progress value={(job?.progress ?? 0) * 100} aria-label={t('evidenceClips.exporting')} />
        </div>
      ) : null}
      {failure ? <Alert color="red">{t('evidenceClips.exportFailed', { reason: failure })}</Alert> : null}
    </Stack>
  );
}
