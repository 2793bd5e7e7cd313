import { Group, NumberInput, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Camera, defaultCameraAnalysis } from '../../../shared/schemas/camera.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient, useMay, usePlaces } from '../../app/state/console-context.tsx';

/** How many frames a second are looked at on each camera; saved when the field is left. */
export function CameraRates() {
  const { t } = useTranslation();
  const cameras = usePlaces((places) => places.cameras) ?? [];
  return (
    <Stack component="section" gap="xs">
      <Title order={4}>{t('settings.cameraFps')}</Title>
      <Text size="sm" c="dimmed">
        {t('settings.cameraFpsHelp', { fps: defaultCameraAnalysis.fps })}
      </Text>
      {cameras.map((camera) => (
        <CameraRate key={`${camera.id}-${camera.analysis.fps}`} camera={camera} />
      ))}
    </Stack>
  );
}

function CameraRate({ camera }: { readonly camera: Camera }) {
  const client = useClient();
  const errorText = useErrorText();
  const { t } = useTranslation();
  const mayChange = useMay('operator');
  const [fps, setFps] = useState<number | string>(camera.analysis.fps);
  const save = async () => {
    const wanted = Number(fps);
    if (wanted === camera.analysis.fps) return;
    try {
      await client.call('cameras.update', { id: camera.id, analysis: { fps: wanted } });
      notifications.show({ color: 'green', message: `${t('common.saved')}: ${camera.name}` });
    } catch (error) {
      setFps(camera.analysis.fps);
      notifications.show({ color: 'red', title: t('common.notSaved'), message: errorText(error) });
    }
  };
  return (
    <Group wrap="nowrap">
      <Text size="sm" flex={1} truncate>
        {camera.name}
      </Text>
      <NumberInput
        size="xs"
        w={110}
        aria-label={`${t('cameras.analysisFps')}: ${camera.name}`}
        min={0.1}
        max={30}
        decimalScale={1}
        clampBehavior="blur"
        disabled={!mayChange || !camera.analysis.enabled}
        value={fps}
        onChange={setFps}
        onBlur={() => void save()}
      />
    </Group>
  );
}
