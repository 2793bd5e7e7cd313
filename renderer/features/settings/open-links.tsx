import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountLink } from '../../../shared/schemas/account.ts';
import { useFormat } from '../../app/i18n/use-format.ts';

export interface OpenLinksProps {
  readonly links: readonly AccountLink[];
  readonly onWithdraw: (link: AccountLink) => void;
}

/** One-time links nobody has used yet. */
export function OpenLinks({ links, onWithdraw }: OpenLinksProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (links.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={5}>{t('accounts.users.open')}</Title>
      {links.map((link) => (
        <Group key={link.id} justify="space-between" wrap="nowrap" gap="sm">
          <div style={{ minWidth: 0 }}>
            <Text size="sm">
              {link.kind === 'reset'
                ? t('accounts.users.openReset', { name: link.username ?? '' })
                : t('accounts.users.openInvitation', { role: t(`users.roleName.${link.role ?? 'viewer'}`) })}
            </Text>
            <Text size="xs" c="dimmed">
              {t('accounts.users.until', { time: format.dateTime(link.expiresAtMs), who: link.createdBy })}
            </Text>
          </div>
          <Button size="compact-xs" variant="light" color="red" onClick={() => onWithdraw(link)}>
            {t('accounts.users.withdraw')}
          </Button>
        </Group>
      ))}
    </Stack>
  );
}
