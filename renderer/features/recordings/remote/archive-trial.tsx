import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteArchiveTest } from '../../../../shared/schemas/remote-archive.ts';
import { useFormat } from '../../../app/i18n/use-format.ts';
import { useClient } from '../../../app/state/console-context.tsx';
import { useTroubleWords } from './use-trouble-words.ts';
import { FailureAlert } from '../../../ui/failure-alert.tsx';

export interface ArchiveTrialProps {
  /** What is seen is what the station has. */
  readonly isSaved: boolean;
  readonly onDone: () => void;
}

/** Tries the archive and says in words what failed. */
export function ArchiveTrial({ isSaved, onDone }: ArchiveTrialProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<RemoteArchiveTest | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async () => {
    setRunning(true);
    setResult(null);
    setFailure(null);
    try {
      setResult(await client.call('remoteArchive.test', {}));
      onDone();
    } catch (error) {
      setFailure(error);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button variant="default" loading={running} disabled={!isSaved} onClick={() => void run()}>
          {t('remoteArchive.test.action')}
        </Button>
        <Text size="sm" c="dimmed" flex="1 1 200px">
          {t(isSaved ? 'remoteArchive.test.about' : 'remoteArchive.test.saveFirst')}
        </Text>
      </Group>
      <FailureAlert error={failure} />
      {result ? <TrialResult result={result} /> : null}
    </Stack>
  );
}

function TrialResult({ result: { ok, steps } }: { readonly result: RemoteArchiveTest }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useTroubleWords();
  return (
    <Alert
      color={ok ? 'green' : 'red'}
      role={ok ? 'status' : 'alert'}
      title={ok ? t('remoteArchive.test.ok') : null}
      data-testid="archive-test"
    >
      <List size="sm">
        {steps.map(({ step, ms, trouble }) => (
          <List.Item key={step}>
            {t(`remoteArchive.test.${step}`)}: {trouble ? words(trouble) : t('remoteArchive.test.ms', { n: format.number(ms) })}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
