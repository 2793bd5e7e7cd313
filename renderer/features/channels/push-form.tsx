import { Select, Stack, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PushSettings } from '../../../shared/schemas/channel-settings.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import type { ChannelFormProps } from './channel-forms.ts';
import { SettingText } from './setting-text.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { TestMessage } from './test-message.tsx';
import { useChannelSettings } from './use-channel-settings.ts';

/** Sets up Web Push, and gives the address by which a contact gets it. */
export function PushForm({ state, reload }: ChannelFormProps) {
  const { t } = useTranslation();
  const client = useClient();
  const users = useAnswer(useCallback(() => client.call('users.list', {}), [client]));
  const [userId, setUserId] = useState<string | null>(null);
  const settings = useChannelSettings<PushSettings>(
    useCallback(() => client.call('push.settings', {}), [client]),
    (patch) => client.call('push.updateSettings', patch),
    reload,
  );
  return (
    <Stack gap="md">
      <SettingsFrame settings={settings}>
        <SettingText settings={settings} field="subject" label={t('channelSetup.subject')} description={t('channelSetup.subjectHelp')} />
      </SettingsFrame>
      <Text size="sm" c="dimmed">
        {t('channelSetup.pushHelp')}
      </Text>
      <Select
        label={t('channelSetup.pushUser')}
        data={(users.value ?? []).map(({ id, username }) => ({ value: id, label: username }))}
        value={userId}
        onChange={setUserId}
      />
      {userId === null ? null : (
        <>
          <CopyField label={t('channelSetup.pushId')} text={userId} />
          <TestMessage key={userId} channel="push" address={userId} disabled={state.state === 'off'} onDone={reload} />
        </>
      )}
    </Stack>
  );
}
