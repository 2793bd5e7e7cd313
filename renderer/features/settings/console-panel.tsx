import { Alert, Button, Group, Slider, Stack, Text } from '@mantine/core';
import { IconKeyboard, IconVolume } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useConsole, usePreferences } from '../../app/state/console-context.tsx';
import { PushPanel } from '../web-view/push-panel.tsx';
import { LanguageSelect } from '../../ui/language-select.tsx';

/** What this browser remembers: language and loudness. */
export function ConsolePanel({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation();
  const { preferences, alarm } = useConsole();
  const volume = usePreferences((state) => state.volume);
  const blocked = useStore(alarm.state, (state) => state.blocked);
  return (
    <Stack gap="lg" maw={520}>
      <Stack gap={6}>
        <Text size="sm" fw={500}>
          {t('settings.language')}
        </Text>
        <LanguageSelect />
      </Stack>
      <Stack gap={6}>
        <Text size="sm" fw={500} id="volume-label">
          {t('settings.volume')}
        </Text>
        <Group wrap="nowrap">
          <Slider
            flex={1}
            aria-labelledby="volume-label"
            thumbLabel={t('settings.volume')}
            min={0}
            max={100}
            step={5}
            value={Math.round(volume * 100)}
            onChange={(percent) => preferences.setState({ volume: percent / 100 })}
          />
          <Button variant="default" leftSection={<IconVolume size={16} />} onClick={() => void alarm.test()}>
            {t('settings.volumeTest')}
          </Button>
        </Group>
        {blocked ? <Alert color="yellow">{t('settings.soundBlocked')}</Alert> : null}
      </Stack>
      <PushPanel />
      <Button variant="default" w="fit-content" leftSection={<IconKeyboard size={16} />} onClick={onHelp}>
        {t('settings.keys')}
      </Button>
    </Stack>
  );
}
