import { Alert, Stack, Text, Title } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

/** What exports of this station are signed with. */
export function EvidenceKey() {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const ask = useCallback(() => client.call('evidence.key', {}), [client]);
  const { value, error } = useAnswer(ask);
  return (
    <Stack gap="xs" component="section">
      <Title order={4}>{t('evidenceClips.keyTitle')}</Title>
      <Text size="sm" c="dimmed">
        {t('evidenceClips.keyHint')}
      </Text>
      {error ? <Alert color="red">{errorText(error)}</Alert> : null}
      {value ? (
        <>
          <CopyField label={t('evidenceClips.fingerprint')} text={value.fingerprint} />
          <CopyField label={t('evidenceClips.publicKey')} text={value.publicKey} />
        </>
      ) : null}
    </Stack>
  );
}
