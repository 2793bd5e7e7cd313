import { ActionIcon, Badge, Group, Menu, Select, Table, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDots, IconKey, IconLink, IconLogout, IconMapPin, IconShieldOff, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../shared/schemas/account.ts';
import { type Role, roles } from '../../../shared/schemas/user.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useSession } from '../../app/state/console-context.tsx';

/** What an administrator may do about a user. */
export type UserAction = 'reach' | 'resetLink' | 'password' | 'sessions' | 'endSessions' | 'removeTotp' | 'delete';

export interface UserRowProps {
  readonly user: Account;
  readonly onRole: (role: Role) => void;
  readonly onAction: (action: UserAction) => void;
}

export function UserRow({ user, onRole, onAction }: UserRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = useSession((session) => session.user?.id === user.id);
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          {user.username}
          {own ? <Text span c="dimmed" size="xs">{`(${t('users.you')})`}</Text> : null}
          {user.totp ? (
            <Badge size="xs" color="green" variant="light">
              {t('accounts.users.withTotp')}
            </Badge>
          ) : null}
        </Group>
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
      <Table.Td visibleFrom="sm">{user.lastSeenAtMs === null ? t('accounts.users.never') : format.dateTime(user.lastSeenAtMs)}</Table.Td>
      <Table.Td>
        <UserMenu user={user} own={own} onAction={onAction} />
      </Table.Td>
    </Table.Tr>
  );
}

function UserMenu({ user, own, onAction }: Pick<UserRowProps, 'user' | 'onAction'> & { readonly own: boolean }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t('accounts.users.more', { name: user.username })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconMapPin size={16} />} disabled={user.role === 'admin'} onClick={() => onAction('reach')}>
          {t('audit.reach.action')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => onAction('resetLink')}>
          {t('accounts.users.resetLink')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => onAction('password')}>
          {t('users.resetPassword')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceDesktop size={16} />} onClick={() => onAction('sessions')}>
          {t('accounts.users.sessions', { n: user.sessions })}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} disabled={user.sessions === 0} onClick={() => onAction('endSessions')}>
          {t('accounts.users.endSessions')}
        </Menu.Item>
        <Menu.Item leftSection={<IconShieldOff size={16} />} disabled={!user.totp} onClick={() => onAction('removeTotp')}>
          {t('accounts.users.removeTotp')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={16} />} color="red" disabled={own} onClick={() => onAction('delete')}>
          {t('common.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
