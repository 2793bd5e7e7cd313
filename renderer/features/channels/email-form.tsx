import { Group, NumberInput, Select, Stack, Switch } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { type EmailSettings, emailSettingsSchema, mailSecurities } from '../../../shared/schemas/channel-settings.ts';
import { useClient } from '../../app/state/console-context.tsx';
import type { ChannelFormProps } from './channel-forms.ts';
import { SecretField } from './secret-field.tsx';
import { SettingText } from './setting-text.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { TestMessage } from './test-message.tsx';
import { type ChannelSettings, useChannelSettings } from './use-channel-settings.ts';

/** Sets up e-mail by SMTP. */
export function EmailForm({ state, reload }: ChannelFormProps) {
  const { t } = useTranslation();
  const client = useClient();
  const settings = useChannelSettings<EmailSettings>(
    useCallback(() => client.call('email.settings', {}), [client]),
    (patch) => client.call('email.updateSettings', patch),
    reload,
  );
  const changed = () => {
    settings.reload();
    reload();
  };
  return (
    <Stack gap="md">
      <SettingsFrame settings={settings}>
        <ServerFields settings={settings} />
        <Group gap="sm" align="end">
          <SettingText settings={settings} field="username" label={t('channelSetup.username')} />
          <SettingText settings={settings} field="from" label={t('channelSetup.from')} placeholder="station@example.com" />
        </Group>
        <Switch
          label={t('channelSetup.allowUntrustedCertificate')}
          checked={settings.values?.allowUntrustedCertificate ?? false}
          onChange={({ currentTarget }) => settings.set({ allowUntrustedCertificate: currentTarget.checked })}
        />
      </SettingsFrame>
      {settings.secret ? (
        <SecretField name="smtp-password" label={t('channelSetup.secret.email')} origin={settings.secret} onChanged={changed} />
      ) : null}
      <TestMessage
        channel="email"
        address={null}
        placeholder="name@example.com"
        disabled={state.state !== 'ready' && state.state !== 'failing'}
        onDone={reload}
      />
    </Stack>
  );
}

function ServerFields({ settings }: { readonly settings: ChannelSettings<EmailSettings> }) {
  const { t } = useTranslation();
  const { values } = settings;
  return (
    <Group gap="sm" align="end">
      <SettingText settings={settings} field="host" label={t('channelSetup.host')} placeholder="mail.example.com" />
      <NumberInput
        w={110}
        label={t('channelSetup.port')}
        min={1}
        max={65_535}
        allowDecimal={false}
        hideControls
        disabled={settings.isFixed('port')}
        value={values?.port ?? ''}
        onChange={(port) => typeof port === 'number' && settings.set({ port })}
      />
      <Select
        w={170}
        label={t('channelSetup.security')}
        allowDeselect={false}
        disabled={settings.isFixed('security')}
        data={mailSecurities.map((value) => ({ value, label: t(`channelSetup.securities.${value}`) }))}
        value={values?.security ?? null}
        onChange={(value) => settings.set({ security: emailSettingsSchema.shape.security.parse(value) })}
      />
    </Group>
  );
}
