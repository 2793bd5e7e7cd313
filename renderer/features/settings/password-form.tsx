import { Button, Group, PasswordInput, Stack, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../shared/errors.ts';
import { passwordSchema } from '../../../shared/schemas/user.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export function PasswordForm() {
  const { t } = useTranslation();
  const client = useClient();
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({
    mode: 'controlled',
    initialValues: { current: '', next: '', repeat: '' },
    validate: {
      next: (next) => (passwordSchema.safeParse(next).success ? null : t('users.passwordShort')),
      repeat: (repeat, { next }) => (repeat === next ? null : t('account.differs')),
    },
  });
  const save = async ({ current, next }: { readonly current: string; readonly next: string }) => {
    setFailure(null);
    try {
      await client.call('auth.changePassword', { currentPassword: current, newPassword: next });
      form.reset();
      notifications.show({ color: 'green', message: t('account.changed') });
    } catch (error) {
      if (isWrongPassword(error)) form.setFieldError('current', t('account.wrongCurrent'));
      else setFailure(error);
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit(save)}>
      <Stack gap="sm">
        <Title order={4}>{t('account.changePassword')}</Title>
        <PasswordInput label={t('account.current')} autoComplete="current-password" {...form.getInputProps('current')} />
        <PasswordInput
          label={t('account.next')}
          description={t('users.passwordShort')}
          autoComplete="new-password"
          {...form.getInputProps('next')}
        />
        <PasswordInput label={t('account.repeat')} autoComplete="new-password" {...form.getInputProps('repeat')} />
        <FailureAlert error={failure} />
        <Group justify="flex-end">
          <Button type="submit" loading={form.submitting}>
            {t('account.changePassword')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const isWrongPassword = (error: unknown) => error instanceof AppError && (error.code === 'unauthenticated' || error.code === 'forbidden');
