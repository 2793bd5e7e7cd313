import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient, useMay } from '../../app/state/console-context.tsx';

/** Says which of the chosen cameras are never recorded, and switches it on. */
export function NothingRecorded({ cameras }: { readonly cameras: readonly Camera[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const mayChange = useMay('operator');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const off = cameras.filter(({ recording }) => recording.mode === 'off');
  if (off.length === 0) return null;
  const switchOn = async () => {
    setBusy(true);
    setError(null);
    try {
      for (const { id } of off) await client.call('cameras.update', { id, recording: { mode: 'continuous' } });
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <Alert color="gray" title={t('playback.offTitle', { names: off.map(({ name }) => name).join(', ') })}>
      <Text size="sm">{t('playback.offText')}</Text>
      {error ? <Text c="red">{errorText(error)}</Text> : null}
      {mayChange ? (
        <Group mt="xs">
          <Button size="xs" loading={busy} onClick={() => void switchOn()}>
            {t('playback.switchOn')}
          </Button>
        </Group>
      ) : null}
    </Alert>
  );
}
