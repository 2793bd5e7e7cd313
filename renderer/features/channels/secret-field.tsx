import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecretName, SecretOrigin } from '../../../shared/schemas/secret.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export interface SecretFieldProps {
  readonly name: SecretName;
  readonly label: string;
  readonly origin: SecretOrigin;
  readonly onChanged: () => void;
}

/** A token or password: it goes in and never comes out again. */
export function SecretField({ name, label, origin, onChanged }: SecretFieldProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [value, setValue] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const save = async (next: string | null) => {
    setSaving(true);
    setFailure(null);
    try {
      await client.call('secrets.set', { name, value: next });
      setValue('');
      onChanged();
    } catch (error) {
      setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  if (origin === 'environment')
    return (
      <Text size="sm">
        {label}: {t('channelSetup.secret.environment')}
      </Text>
    );
  return (
    <Stack gap="xs">
      <Group align="end" gap="xs">
        <PasswordInput
          flex="1 1 220px"
          label={label}
          description={t(origin === 'settings' ? 'channelSetup.secret.set' : 'channelSetup.secret.unset')}
          autoComplete="off"
          maxLength={4096}
          value={value}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
        />
        <Button variant="default" loading={saving} disabled={!value.trim()} onClick={() => void save(value.trim())}>
          {t('channelSetup.secret.save')}
        </Button>
        {origin === 'settings' ? (
          <Button variant="light" color="red" disabled={saving} onClick={() => void save(null)}>
            {t('channelSetup.secret.forget')}
          </Button>
        ) : null}
      </Group>
      <FailureAlert error={failure} />
    </Stack>
  );
}
