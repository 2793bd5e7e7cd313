import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelSettings } from './use-channel-settings.ts';

export interface SettingTextProps<T, K extends keyof T> {
  readonly settings: ChannelSettings<T>;
  readonly field: K;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
}

/** One text of a channel's settings; what the environment sets is shown and cannot be changed. */
export function SettingText<T extends Record<K, string>, K extends keyof T & string>(props: SettingTextProps<T, K>) {
  const { settings, field, label, description, placeholder = '' } = props;
  const { t } = useTranslation();
  const fixed = settings.isFixed(field);
  return (
    <TextInput
      flex="1 1 220px"
      label={label}
      description={fixed ? t('channelSetup.fixed') : description}
      placeholder={placeholder}
      disabled={fixed}
      maxLength={300}
      value={settings.values?.[field] ?? ''}
      onChange={({ currentTarget }) => settings.set({ [field]: currentTarget.value } as unknown as Partial<T>)}
    />
  );
}
