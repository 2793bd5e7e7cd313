import { Group, Stack } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { SmsSettings } from '../../../shared/schemas/channel-settings.ts';
import { useClient } from '../../app/state/console-context.tsx';
import type { ChannelFormProps } from './channel-forms.ts';
import { SecretField } from './secret-field.tsx';
import { SettingText } from './setting-text.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { TestMessage } from './test-message.tsx';
import { useChannelSettings } from './use-channel-settings.ts';

/** Sets up SMS by a Twilio-style service. */
export function SmsForm({ state, reload }: ChannelFormProps) {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useChannelSettings<SmsSettings>(
    useCallback(() => client.call('sms.settings', {}), [client]),
    (patch) => client.call('sms.updateSettings', patch),
    reload,
  );
  const changed = () => {
    settings.reload();
    reload();
  };
  return (
    <Stack gap="md">
      <SettingsFrame settings={settings}>
        <Group gap="sm" align="end">
          <SettingText settings={settings} field="accountSid" label={t('channelSetup.accountSid')} placeholder="AC…" />
          <SettingText settings={settings} field="from" label={t('channelSetup.from')} placeholder="+15005550006" />
        </Group>
        <SettingText settings={settings} field="apiUrl" label={t('channelSetup.apiUrl')} />
      </SettingsFrame>
      {settings.secret ? (
        <SecretField name="sms-auth-token" label={t('channelSetup.secret.sms')} origin={settings.secret} onChanged={changed} />
      ) : null}
      <TestMessage
        channel="sms"
        address={null}
        placeholder="+6281234567890"
        disabled={state.state !== 'ready' && state.state !== 'failing'}
        onDone={reload}
      />
    </Stack>
  );
}
