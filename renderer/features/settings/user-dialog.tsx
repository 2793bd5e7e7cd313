import { Alert, Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { passwordSchema, type Role, roles, type User, usernameSchema } from '../../../shared/schemas/user.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';

export type UserDialogTask = { readonly kind: 'add' } | { readonly kind: 'password'; readonly user: User };

interface UserValues {
  readonly username: string;
  readonly password: string;
  readonly role: Role;
}

export interface UserDialogProps {
  readonly task: UserDialogTask;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Adds a user, or gives one a new password. */
export function UserDialog({ task, onClose, onDone }: UserDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<unknown>(null);
  const adding = task.kind === 'add';
  const form = useForm<UserValues>({
    mode: 'controlled',
    initialValues: { username: '', password: '', role: 'operator' },
    validate: {
      username: (name) => (!adding || usernameSchema.safeParse(name).success ? null : t('users.usernameInvalid')),
      password: (password) => (passwordSchema.safeParse(password).success ? null : t('users.passwordShort')),
    },
  });
  const save = async ({ username, password, role }: UserValues) => {
    setFailure(null);
    try {
      await (adding
        ? client.call('users.create', { username, password, role })
        : client.call('users.update', { id: task.user.id, password }));
      onDone();
      onClose();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={adding ? t('users.add') : `${t('users.resetPassword')}: ${task.user.username}`}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form noValidate onSubmit={form.onSubmit(save)}>
        <Stack>
          {adding ? (
            <>
              <TextInput label={t('users.username')} required data-autofocus autoComplete="off" {...form.getInputProps('username')} />
              <Select
                label={t('users.role')}
                allowDeselect={false}
                data={roles.map((value) => ({ value, label: `${t(`users.roleName.${value}`)} – ${t(`users.roleText.${value}`)}` }))}
                {...form.getInputProps('role')}
              />
            </>
          ) : null}
          <PasswordInput
            label={t('users.password')}
            description={t('users.passwordShort')}
            required
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {failure ? (
            <Alert color="red" role="alert">
              {errorText(failure)}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={form.submitting}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
