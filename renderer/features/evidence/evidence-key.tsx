import { Stack, Text, Title } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../app/state/console-context.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** What exports of this station are signed with. */
export function EvidenceKey() {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useCallback(() => client.call('evidence.key', {}), [client]);
  const { value, error } = useAnswer(ask);
  return (
    <Stack gap="xs" component="section">
      <Title order={4}>{t('evidenceClips.keyTitle')}</Title>
      <Text size="sm" c="dimmed">
        {t('evidenceClips.keyHint')}
      </Text>
      <FailureAlert error={error} />
      {value ? (
        <>
          <CopyField label={t('evidenceClips.fingerprint')} text={value.fingerprint} />
          <CopyField label={t('evidenceClips.publicKey')} text={value.publicKey} />
        </>
      ) : null}
    </Stack>
  );
}
