import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../shared/schemas/account.ts';
import { useFormat } from '../../app/i18n/use-format.ts';

export interface SessionListProps {
  readonly sessions: readonly SessionView[];
  /** Without it sessions are only shown. */
  readonly onEnd?: (session: SessionView) => void;
}

const phones = new Set(['Android', 'iOS']);

/** Where somebody is signed in. */
export function SessionList({ sessions, onEnd }: SessionListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (sessions.length === 0) return <Text c="dimmed">{t('accounts.sessions.none')}</Text>;
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {sessions.map((session) => {
        const Icon = phones.has(session.system) ? IconDeviceMobile : IconDeviceDesktop;
        return (
          <Group key={session.id} component="li" gap="sm" wrap="nowrap" align="flex-start">
            <Icon size={20} stroke={1.6} aria-hidden="true" style={{ flex: 'none', marginTop: 2 }} />
            <div style={{ flex: 1, minWidth: 0 }}>
              <Group gap={8}>
                <Text size="sm">{deviceText(t, session)}</Text>
                {session.current ? <Badge size="xs">{t('accounts.sessions.current')}</Badge> : null}
              </Group>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {session.address} · {t('accounts.sessions.seen', { time: format.dateTime(session.lastSeenAtMs) })}
              </Text>
            </div>
            {onEnd && !session.current ? (
              <Button size="compact-xs" variant="light" color="red" onClick={() => onEnd(session)}>
                {t('accounts.sessions.end')}
              </Button>
            ) : null}
          </Group>
        );
      })}
    </Stack>
  );
}

function deviceText(t: TFunction, { program, system }: SessionView): string {
  if (program && system) return t('accounts.sessions.device', { program, system });
  return program || system || t('accounts.sessions.unknown');
}
