import { Stack, Switch } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatsappSettings } from '../../../shared/schemas/channel-settings.ts';
import { useClient } from '../../app/state/console-context.tsx';
import type { ChannelFormProps } from './channel-forms.ts';
import { SecretField } from './secret-field.tsx';
import { SettingText } from './setting-text.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { TestMessage } from './test-message.tsx';
import { useChannelSettings } from './use-channel-settings.ts';

/** Sets up WhatsApp by Fonnte. */
export function WhatsappForm({ state, reload }: ChannelFormProps) {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useChannelSettings<WhatsappSettings>(
    useCallback(() => client.call('whatsapp.settings', {}), [client]),
    (patch) => client.call('whatsapp.updateSettings', patch),
    reload,
  );
  const changed = () => {
    settings.reload();
    reload();
  };
  return (
    <Stack gap="md">
      {settings.secret ? (
        <SecretField name="fonnte-token" label={t('channelSetup.secret.whatsapp')} origin={settings.secret} onChanged={changed} />
      ) : null}
      <SettingsFrame settings={settings}>
        <Switch
          label={t('channelSetup.photo')}
          disabled={settings.isFixed('photo')}
          checked={settings.values?.photo ?? false}
          onChange={({ currentTarget }) => settings.set({ photo: currentTarget.checked })}
        />
        <SettingText settings={settings} field="apiUrl" label={t('channelSetup.apiUrl')} />
      </SettingsFrame>
      <TestMessage
        channel="whatsapp"
        address={null}
        placeholder="+6281234567890"
        disabled={state.state !== 'ready' && state.state !== 'failing'}
        onDone={reload}
      />
    </Stack>
  );
}
