import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useForm } from '@mantine/form';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { NotificationSettings } from '../../../shared/schemas/notification.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient, useMay } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** Escalation, cooldown and expiry. */
export function NotificationRules() {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const settings = useAnswer(useCallback(() => client.call('settings.notifications', {}), [client]));
  const mayChange = useMay('admin');
  const save = async (values: NotificationSettings) => {
    try {
      settings.set(await client.call('settings.updateNotifications', values));
      notifications.show({ color: 'green', message: t('common.saved') });
    } catch (error) {
      notifications.show({ color: 'red', title: t('common.notSaved'), message: errorText(error) });
    }
  };
  return (
    <>
      {mayChange ? null : <Text c="dimmed">{t('settings.adminOnly')}</Text>}
      <FailureAlert error={settings.error} />
      {settings.value ? (
        <RulesForm key={JSON.stringify(settings.value)} settings={settings.value} disabled={!mayChange} onSave={save} />
      ) : null}
    </>
  );
}

interface RulesFormProps {
  readonly settings: NotificationSettings;
  readonly disabled: boolean;
  readonly onSave: (settings: NotificationSettings) => Promise<void>;
}

function RulesForm({ settings, disabled, onSave }: RulesFormProps) {
  const { t } = useTranslation();
  const form = useForm({ mode: 'controlled', initialValues: settings });
  const shared = { allowDecimal: false, clampBehavior: 'blur', disabled } as const;
  const submit = ({ escalateAfterS, cooldownS, expireAfterH }: NotificationSettings) =>
    onSave({ escalateAfterS: Number(escalateAfterS), cooldownS: Number(cooldownS), expireAfterH: Number(expireAfterH) });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <Stack maw={520}>
        <NumberInput
          {...shared}
          min={10}
          max={3600}
          label={t('channels.escalateAfter')}
          description={t('channels.escalateHelp')}
          {...form.getInputProps('escalateAfterS')}
        />
        <NumberInput
          {...shared}
          min={0}
          max={86_400}
          label={t('channels.cooldown')}
          description={t('channels.cooldownHelp')}
          {...form.getInputProps('cooldownS')}
        />
        <NumberInput {...shared} min={1} max={720} label={t('channels.expireAfter')} {...form.getInputProps('expireAfterH')} />
        {disabled ? null : (
          <Group justify="flex-end">
            <Button type="submit" disabled={!form.isDirty()}>
              {t('common.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
