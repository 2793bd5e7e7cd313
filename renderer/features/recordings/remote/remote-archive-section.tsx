import { Alert, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../app/i18n/use-error-text.ts';
import { useClient, useMay } from '../../../app/state/console-context.tsx';
import { useTell } from '../../settings/use-tell.ts';
import { ArchiveForm } from './archive-form.tsx';
import { ArchiveState } from './archive-state.tsx';
import { useRemoteArchive } from './use-remote-archive.ts';

/** The S3-compatible archive: how it is, for everybody, and how it is set up, for administrators. */
export function RemoteArchiveSection() {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const tell = useTell();
  const isAdmin = useMay('admin');
  const { status, failure, connected, reload } = useRemoteArchive();
  const retry = () => void tell(() => client.call('remoteArchive.retry', {})).then(reload);
  return (
    <section aria-labelledby="remote-archive">
      <Title order={4} mb="xs" id="remote-archive">
        {t('remoteArchive.title')}
      </Title>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('remoteArchive.about')}
        </Text>
        {connected && failure ? <Alert color="red">{errorText(failure)}</Alert> : null}
        {status && connected ? <ArchiveState status={status} onRetry={isAdmin ? retry : null} /> : null}
        {isAdmin ? <ArchiveForm onChanged={reload} /> : null}
      </Stack>
    </section>
  );
}
