import { PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { passwordSchema, type Role, roles, type User, usernameSchema } from '../../../shared/schemas/user.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';

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
  const adding = task.kind === 'add';
  const form = useForm<UserValues>({
    mode: 'controlled',
    initialValues: { username: '', password: '', role: 'operator' },
    validate: {
      username: (name) => (!adding || usernameSchema.safeParse(name).success ? null : t('users.usernameInvalid')),
      password: (password) => (passwordSchema.safeParse(password).success ? null : t('users.passwordShort')),
    },
  });
  const save = async () => {
    if (form.validate().hasErrors) return;
    const { username, password, role } = form.values;
    await (adding
      ? client.call('users.create', { username, password, role })
      : client.call('users.update', { id: task.user.id, password }));
    onDone();
    onClose();
  };
  return (
    <DialogFrame
      title={adding ? t('users.add') : `${t('users.resetPassword')}: ${task.user.username}`}
      action={t('common.save')}
      onClose={onClose}
      onSubmit={save}
    >
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
    </DialogFrame>
  );
}
