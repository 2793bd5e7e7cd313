import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconMailPlus, IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../shared/schemas/account.ts';
import { roles } from '../../../shared/schemas/user.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { AccountRules } from './account-rules.tsx';
import { OpenLinks } from './open-links.tsx';
import { useTell } from './use-tell.ts';
import { type UserAction, UserRow } from './user-row.tsx';
import { type UserTask, UserTaskDialog } from './user-task-dialog.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** Who may do what; for administrators. */
export function UsersPanel() {
  const { t } = useTranslation();
  const client = useClient();
  const tell = useTell();
  const users = useAnswer(useCallback(() => client.call('users.list', {}), [client]));
  const links = useAnswer(useCallback(() => client.call('users.links', {}), [client]));
  const [task, setTask] = useState<UserTask | null>(null);
  const reload = () => {
    users.reload();
    links.reload();
  };
  const act = async (user: Account, action: UserAction) => {
    if (action === 'resetLink')
      await tell(async () => setTask({ kind: 'link', link: await client.call('users.resetLink', { id: user.id }) }));
    else if (action === 'endSessions') await tell(() => client.call('users.endSessions', { id: user.id }), t('accounts.sessions.ended'));
    else setTask({ kind: action, user });
    reload();
  };
  return (
    <Stack>
      <FailureAlert error={users.error} />
      <Group gap="xs">
        <Button leftSection={<IconMailPlus size={16} />} onClick={() => setTask({ kind: 'invite' })}>
          {t('accounts.users.invite')}
        </Button>
        <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setTask({ kind: 'add' })}>
          {t('users.add')}
        </Button>
      </Group>
      <Table.ScrollContainer minWidth={320}>
        <Table verticalSpacing="xs" horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('users.username')}</Table.Th>
              <Table.Th>{t('users.role')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('accounts.users.seen')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {users.value?.map((user) => (
              <UserRow
                key={user.id}
                user={user}
                onRole={(role) =>
                  void tell(() => client.call('users.update', { id: user.id, role }), `${t('common.saved')}: ${user.username}`).then(reload)
                }
                onAction={(action) => void act(user, action)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <OpenLinks
        links={links.value ?? []}
        onWithdraw={({ id }) => void tell(() => client.call('users.withdrawLink', { id })).then(reload)}
      />
      <AccountRules />
      {roles.map((role) => (
        <Text key={role} size="xs" c="dimmed">
          {t(`users.roleName.${role}`)}: {t(`users.roleText.${role}`)}
        </Text>
      ))}
      {task ? <UserTaskDialog task={task} onTask={setTask} onDone={reload} /> : null}
    </Stack>
  );
}
