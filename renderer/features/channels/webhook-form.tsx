import { Stack, Switch, Title } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookSettings } from '../../../shared/schemas/channel-settings.ts';
import { useClient } from '../../app/state/console-context.tsx';
import type { ChannelFormProps } from './channel-forms.ts';
import { SettingsFrame } from './settings-frame.tsx';
import { useChannelSettings } from './use-channel-settings.ts';
import { WebhookList } from './webhook-list.tsx';

/** Sets up webhooks: who is told of what, and the log of it. */
export function WebhookForm({ reload }: ChannelFormProps) {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useChannelSettings<WebhookSettings>(
    useCallback(() => client.call('webhooks.settings', {}), [client]),
    (patch) => client.call('webhooks.updateSettings', patch),
    reload,
  );
  return (
    <Stack gap="md">
      <SettingsFrame settings={settings}>
        <Switch
          label={t('channelSetup.allowPrivate')}
          description={settings.isFixed('allowPrivateAddresses') ? t('channelSetup.fixed') : t('channelSetup.allowPrivateHelp')}
          disabled={settings.isFixed('allowPrivateAddresses')}
          checked={settings.values?.allowPrivateAddresses ?? false}
          onChange={({ currentTarget }) => settings.set({ allowPrivateAddresses: currentTarget.checked })}
        />
      </SettingsFrame>
      <Title order={5}>{t('channelSetup.webhooks')}</Title>
      <WebhookList onChanged={reload} />
    </Stack>
  );
}
