import { Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingStatus } from '../../../../shared/schemas/recording.ts';
import { useClient } from '../../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';

export interface QuarantineListProps {
  readonly status: Pick<RecordingStatus, 'quarantine' | 'rebuilding'>;
  readonly mayRebuild: boolean;
  readonly onRebuilt: () => void;
}

/** Files that were put aside, and comparing the index with the files by hand. */
export function QuarantineList({ status: { quarantine, rebuilding }, mayRebuild, onRebuilt }: QuarantineListProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const rebuild = async () => {
    const message = t('recorder.rebuild.done', await client.call('recordings.rebuild', {}));
    notifications.show({ color: 'green', message });
    onRebuilt();
  };
  return (
    <Stack gap="sm">
      <Text size="sm">
        {quarantine.count === 0 ? t('recorder.quarantine.none') : t('recorder.quarantine.some', { n: quarantine.count })}
      </Text>
      {quarantine.files.length > 0 ? (
        <List size="sm" withPadding mah={220} style={{ overflow: 'auto' }}>
          {quarantine.files.map((file) => (
            <List.Item key={file}>
              <Code style={{ overflowWrap: 'anywhere' }}>{file}</Code>
            </List.Item>
          ))}
        </List>
      ) : null}
      <Group>
        {mayRebuild ? (
          <Button variant="default" loading={rebuilding} onClick={() => setAsking(true)}>
            {t('recorder.rebuild.action')}
          </Button>
        ) : null}
        {rebuilding ? (
          <Text size="sm" c="dimmed" role="status">
            {t('recorder.rebuild.running')}
          </Text>
        ) : null}
      </Group>
      {asking ? (
        <ConfirmDialog
          title={t('recorder.rebuild.action')}
          text={t('recorder.rebuild.ask')}
          action={t('recorder.rebuild.action')}
          onClose={() => setAsking(false)}
          onConfirm={rebuild}
        />
      ) : null}
    </Stack>
  );
}
