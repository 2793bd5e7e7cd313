import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useClient, useMay } from '../../../app/state/console-context.tsx';
import { useTell } from '../../settings/use-tell.ts';
import { ArchiveForm } from './archive-form.tsx';
import { ArchiveState } from './archive-state.tsx';
import { useRemoteArchive } from './use-remote-archive.ts';
import { FailureAlert } from '../../../ui/failure-alert.tsx';

/** The S3-compatible archive: how it is, for everybody, and how it is set up, for administrators. */
export function RemoteArchiveSection() {
  const { t } = useTranslation();
  const client = useClient();
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
        {connected && failure ? <FailureAlert error={failure} /> : null}
        {status && connected ? <ArchiveState status={status} onRetry={isAdmin ? retry : null} /> : null}
        {isAdmin ? <ArchiveForm onChanged={reload} /> : null}
      </Stack>
    </section>
  );
}
