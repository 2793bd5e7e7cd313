import { Button, Stack, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelSettings } from './use-channel-settings.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export interface SettingsFrameProps<T> {
  readonly settings: ChannelSettings<T>;
  /** The channel's own fields. */
  readonly children: ReactNode;
}

/** What every channel's form has: its switch, the button that saves, and why that failed. */
export function SettingsFrame<T extends { enabled: boolean }>({ settings, children }: SettingsFrameProps<T>) {
  const { t } = useTranslation();
  const { values, failure, dirty, saving } = settings;
  if (!values) return failure ? <FailureAlert error={failure} /> : <Text size="sm">{t('common.loading')}</Text>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void settings.save();
      }}
    >
      <Stack gap="sm">
        <Switch
          label={t('channelSetup.enabled')}
          checked={values.enabled}
          onChange={({ currentTarget }) => settings.set({ enabled: currentTarget.checked } as Partial<T>)}
        />
        {children}
        <FailureAlert error={failure} title={t('common.notSaved')} />
        <Button type="submit" w="fit-content" loading={saving} disabled={!dirty}>
          {t('common.save')}
        </Button>
      </Stack>
    </form>
  );
}
