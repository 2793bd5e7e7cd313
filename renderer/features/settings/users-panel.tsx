import { Alert, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, roles, type User } from '../../../shared/schemas/user.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient, useSession } from '../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { UserDialog, type UserTask } from './user-dialog.tsx';

/** Who may do what; for administrators. */
export function UsersPanel() {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const users = useAnswer(useCallback(() => client.call('users.list', {}), [client]));
  const [task, setTask] = useState<UserTask | null>(null);
  const [deleting, setDeleting] = useState<User | null>(null);
  const changeRole = async (user: User, role: Role) => {
    try {
      await client.call('users.update', { id: user.id, role });
      notifications.show({ color: 'green', message: `${t('common.saved')}: ${user.username}` });
    } catch (error) {
      notifications.show({ color: 'red', title: t('common.notSaved'), message: errorText(error) });
    }
    users.reload();
  };
  return (
    <Stack>
      {users.error ? <Alert color="red">{errorText(users.error)}</Alert> : null}
      <Button w="fit-content" leftSection={<IconPlus size={16} />} onClick={() => setTask({ kind: 'add' })}>
        {t('users.add')}
      </Button>
      <Table.ScrollContainer minWidth={340}>
        <Table verticalSpacing="xs" horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('users.username')}</Table.Th>
              <Table.Th>{t('users.role')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('users.created')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {users.value?.map((user) => (
              <UserRow
                key={user.id}
                user={user}
                onRole={(role) => void changeRole(user, role)}
                onPassword={() => setTask({ kind: 'password', user })}
                onDelete={() => setDeleting(user)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {roles.map((role) => (
        <Text key={role} size="xs" c="dimmed">
          {t(`users.roleName.${role}`)}: {t(`users.roleText.${role}`)}
        </Text>
      ))}
      {task ? <UserDialog task={task} onClose={() => setTask(null)} onDone={users.reload} /> : null}
      {deleting ? (
        <ConfirmDialog
          title={t('users.deleteTitle', { name: deleting.username })}
          text={t('users.deleteText')}
          action={t('common.delete')}
          onClose={() => setDeleting(null)}
          onConfirm={() => client.call('users.delete', { id: deleting.id }).then(users.reload)}
        />
      ) : null}
    </Stack>
  );
}

interface UserRowProps {
  readonly user: User;
  readonly onRole: (role: Role) => void;
  readonly onPassword: () => void;
  readonly onDelete: () => void;
}

function UserRow({ user, onRole, onPassword, onDelete }: UserRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = useSession((session) => session.user?.id === user.id);
  return (
    <Table.Tr>
      <Table.Td>
        {user.username} {own ? <Text span c="dimmed" size="xs">{`(${t('users.you')})`}</Text> : null}
      </Table.Td>
      <Table.Td>
        <Select
          size="xs"
          w={136}
          allowDeselect={false}
          aria-label={`${t('users.role')}: ${user.username}`}
          value={user.role}
          disabled={own}
          onChange={(role) => role && onRole(role)}
          data={roles.map((value) => ({ value, label: t(`users.roleName.${value}`) }))}
        />
      </Table.Td>
      <Table.Td visibleFrom="sm">{format.dateTime(user.createdAtMs)}</Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end">
          <Button size="compact-xs" variant="default" onClick={onPassword}>
            {t('users.resetPassword')}
          </Button>
          <Button size="compact-xs" variant="light" color="red" disabled={own} onClick={onDelete}>
            {t('common.delete')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
