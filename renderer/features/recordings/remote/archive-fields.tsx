import { NumberInput, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RemoteArchiveSettings, remoteArchiveSettingsSchema } from '../../../../shared/schemas/remote-archive.ts';
import type { ChannelSettings } from '../../channels/use-channel-settings.ts';

export type ArchiveSettings = ChannelSettings<RemoteArchiveSettings>;
type FieldOf<V> = { [K in keyof RemoteArchiveSettings]: RemoteArchiveSettings[K] extends V ? K : never }[keyof RemoteArchiveSettings];
type TextField = Exclude<FieldOf<string>, never>;

const { shape } = remoteArchiveSettingsSchema;

/** True when the station would take every field. */
export function isValid(values: RemoteArchiveSettings): boolean {
  return remoteArchiveSettingsSchema.safeParse(values).success;
}

interface FieldProps<K> {
  readonly settings: ArchiveSettings;
  readonly field: K;
  readonly label: string;
  readonly description?: string;
}

/** One text; what the environment sets is shown and cannot be changed. */
export function ArchiveText({ settings, field, label, description, placeholder = '' }: FieldProps<TextField> & { placeholder?: string }) {
  const { t } = useTranslation();
  const value = settings.values?.[field] ?? '';
  const fixed = settings.isFixed(field);
  return (
    <TextInput
      label={label}
      description={fixed ? t('channelSetup.fixed') : description}
      placeholder={placeholder}
      disabled={fixed}
      maxLength={300}
      autoComplete="off"
      spellCheck={false}
      value={value}
      error={shape[field].safeParse(value).success ? null : t(`remoteArchive.invalid.${field}`)}
      onChange={({ currentTarget }) => settings.set({ [field]: currentTarget.value })}
    />
  );
}

type NumberField = 'uploadAfterDays' | 'keepDays' | 'maxKbitPerS';

/** A whole number; empty where there need be none. */
export function ArchiveNumber({ settings, field, label, description }: FieldProps<NumberField>) {
  const { t } = useTranslation();
  const value = settings.values?.[field] ?? null;
  return (
    <NumberInput
      label={label}
      description={description}
      min={0}
      allowDecimal={false}
      allowNegative={false}
      disabled={settings.isFixed(field)}
      value={value ?? ''}
      error={shape[field].safeParse(value).success ? null : t('remoteArchive.invalid.number')}
      onChange={(next) => settings.set({ [field]: typeof next === 'number' ? next : null })}
    />
  );
}

export function ArchiveSwitch({ settings, field, label, description }: FieldProps<FieldOf<boolean>>) {
  const { t } = useTranslation();
  const fixed = settings.isFixed(field);
  return (
    <Switch
      label={label}
      description={fixed ? t('channelSetup.fixed') : description}
      disabled={fixed}
      checked={settings.values?.[field] ?? false}
      onChange={({ currentTarget }) => settings.set({ [field]: currentTarget.checked })}
    />
  );
}
