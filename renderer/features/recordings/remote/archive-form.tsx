import { Alert, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteArchiveSettings } from '../../../../shared/schemas/remote-archive.ts';
import { useClient } from '../../../app/state/console-context.tsx';
import { SecretField } from '../../channels/secret-field.tsx';
import { useChannelSettings } from '../../channels/use-channel-settings.ts';
import { ArchiveNumber, type ArchiveSettings, ArchiveSwitch, ArchiveText, isValid } from './archive-fields.tsx';
import { ArchiveTrial } from './archive-trial.tsx';
import { FailureAlert } from '../../../ui/failure-alert.tsx';

/** Sets up the archive. For administrators. */
export function ArchiveForm({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useChannelSettings<RemoteArchiveSettings>(
    useCallback(() => client.call('remoteArchive.settings', {}), [client]),
    (patch) => client.call('remoteArchive.updateSettings', patch),
    onChanged,
  );
  const { values, secret, failure, dirty, saving } = settings;
  if (!values) return failure ? <FailureAlert error={failure} /> : <Text size="sm">{t('common.loading')}</Text>;
  const changed = () => {
    settings.reload();
    onChanged();
  };
  return (
    <Stack gap="md">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void settings.save();
        }}
      >
        <Stack gap="sm">
          <ArchiveSwitch settings={settings} field="enabled" label={t('remoteArchive.enabled')} />
          <Place settings={settings} />
          <Amounts settings={settings} />
          <FailureAlert error={failure} title={t('common.notSaved')} />
          <Group justify="flex-end">
            <Button type="submit" loading={saving} disabled={!dirty || !isValid(values)}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
      {secret ? <SecretField name="s3-secret-key" label={t('remoteArchive.secret')} origin={secret} onChanged={changed} /> : null}
      <ArchiveTrial isSaved={!dirty} onDone={onChanged} />
    </Stack>
  );
}

interface PartProps {
  readonly settings: ArchiveSettings;
}

function Place({ settings }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <ArchiveText
          settings={settings}
          field="endpoint"
          label={t('remoteArchive.endpoint')}
          description={t('remoteArchive.endpointHelp')}
          placeholder="https://minio.example.com:9000"
        />
        <ArchiveText
          settings={settings}
          field="bucket"
          label={t('remoteArchive.bucket')}
          description={t('remoteArchive.bucketHelp')}
          placeholder="cctv"
        />
        <ArchiveText settings={settings} field="prefix" label={t('remoteArchive.prefix')} description={t('remoteArchive.prefixHelp')} />
        <ArchiveText settings={settings} field="region" label={t('remoteArchive.region')} description={t('remoteArchive.regionHelp')} />
        <ArchiveText settings={settings} field="accessKeyId" label={t('remoteArchive.accessKeyId')} />
      </SimpleGrid>
      {settings.values?.endpoint.startsWith('http://') ? (
        <Alert color="yellow" role="status">
          {t('remoteArchive.httpWarning')}
        </Alert>
      ) : null}
      <ArchiveSwitch
        settings={settings}
        field="pathStyle"
        label={t('remoteArchive.pathStyle')}
        description={t('remoteArchive.pathStyleHelp')}
      />
      <ArchiveSwitch settings={settings} field="allowUntrustedCertificate" label={t('remoteArchive.allowUntrustedCertificate')} />
    </>
  );
}

function Amounts({ settings }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <ArchiveNumber
          settings={settings}
          field="uploadAfterDays"
          label={t('remoteArchive.uploadAfterDays')}
          description={t('remoteArchive.uploadAfterHelp')}
        />
        <ArchiveNumber settings={settings} field="keepDays" label={t('remoteArchive.keepDays')} description={t('remoteArchive.keepHelp')} />
        <ArchiveNumber
          settings={settings}
          field="maxKbitPerS"
          label={t('remoteArchive.maxKbitPerS')}
          description={t('remoteArchive.maxKbitHelp')}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('remoteArchive.localNote')}
      </Text>
    </>
  );
}
