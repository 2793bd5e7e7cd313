import { Button, Group, Text } from '@mantine/core';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../app/shell/use-shortcuts.ts';
import { useAlerts, useConsole } from '../../app/state/console-context.tsx';
import { type Alert, mute, putAside } from './alert-queue.ts';

/** Silence, and "not here": these two change nothing for anybody else. */
export function PopupFooter({ alert, waiting }: { readonly alert: Alert; readonly waiting: readonly Alert[] }) {
  const { t } = useTranslation();
  const { alerts } = useConsole().model;
  const silent = useAlerts(({ muted }) => muted.has(alert.id));
  const aside = (ids: readonly string[]) => alerts.setState((state) => putAside(state, ids));
  const urgent = alert.kind === 'emergency';
  const toggleSound = () => !urgent && alerts.setState((state) => mute(state, alert.id));
  useShortcuts(({ kind }) => {
    if (kind === 'mute') toggleSound();
    else if (kind === 'back') aside([alert.id]);
  });
  return (
    <Group justify="space-between" gap="xs">
      {urgent ? (
        <Text size="xs" c="dimmed">
          {t('popup.soundsUntilTaken')}
        </Text>
      ) : (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={silent ? <IconVolume size={16} /> : <IconVolumeOff size={16} />}
          aria-pressed={silent}
          onClick={toggleSound}
        >
          {silent ? t('popup.unmute') : t('popup.mute')}
        </Button>
      )}
      <Group gap="xs">
        <Button size="xs" variant="subtle" color="gray" onClick={() => aside([alert.id])}>
          {t('popup.setAside')}
        </Button>
        {waiting.length > 1 ? (
          <Button size="xs" variant="subtle" color="gray" onClick={() => aside(waiting.map(({ id }) => id))}>
            {t('popup.setAllAside', { n: waiting.length })}
          </Button>
        ) : null}
      </Group>
    </Group>
  );
}
