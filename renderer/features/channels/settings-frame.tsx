import { Alert, Button, Stack, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import type { ChannelSettings } from './use-channel-settings.ts';

export interface SettingsFrameProps<T> {
  readonly settings: ChannelSettings<T>;
  /** The channel's own fields. */
  readonly children: ReactNode;
}

/** What every channel's form has: its switch, the button that saves, and why that failed. */
export function SettingsFrame<T extends { enabled: boolean }>({ settings, children }: SettingsFrameProps<T>) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { values, failure, dirty, saving } = settings;
  if (!values)
    return failure ? (
      <Alert color="red" role="alert">
        {errorText(failure)}
      </Alert>
    ) : (
      <Text size="sm">{t('common.loading')}</Text>
    );
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
        {failure ? (
          <Alert color="red" role="alert" title={t('common.notSaved')}>
            {errorText(failure)}
          </Alert>
        ) : null}
        <Button type="submit" w="fit-content" loading={saving} disabled={!dirty}>
          {t('common.save')}
        </Button>
      </Stack>
    </form>
  );
}
