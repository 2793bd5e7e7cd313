import { Center, Loader, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/state/console-context.tsx';
import { RemoteArchiveSection } from '../remote/remote-archive-section.tsx';
import { CameraRecordings } from './camera-recordings.tsx';
import { DiskUse } from './disk-use.tsx';
import { QuarantineList } from './quarantine-list.tsx';
import { RecorderSettings } from './recorder-settings.tsx';
import { useRecorder } from './use-recorder.ts';
import { FailureAlert } from '../../../ui/failure-alert.tsx';

/** What is recorded, what is kept and for how long, and the disk under it. */
export function RecorderPanel() {
  const { t } = useTranslation();
  const isAdmin = useMay('admin');
  const { status, settings, failure, connected, change, reload } = useRecorder();
  if (!status || !settings) {
    return failure ? (
      <FailureAlert error={failure} />
    ) : (
      <Center p="xl">
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  }
  return (
    <Stack gap="xl">
      {connected && failure ? <FailureAlert error={failure} /> : null}
      <DiskUse status={status} settings={settings} stale={!connected} />
      <section>
        <Title order={4} mb="xs">
          {t('recorder.cameras')}
        </Title>
        <CameraRecordings status={status} />
      </section>
      <section>
        <Title order={4} mb="xs">
          {t('recorder.kept')}
        </Title>
        <RecorderSettings key={JSON.stringify(settings)} settings={settings} disabled={!isAdmin || !connected} onSave={change} />
      </section>
      <RemoteArchiveSection />
      <section>
        <Title order={4} mb="xs">
          {t('recorder.files')}
        </Title>
        <QuarantineList status={status} mayRebuild={isAdmin} onRebuilt={reload} />
      </section>
    </Stack>
  );
}
