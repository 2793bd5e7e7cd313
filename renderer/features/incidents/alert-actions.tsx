import { Button, Group, Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentStatus } from '../../../shared/schemas/incident.ts';
import type { Shortcut } from '../../app/shell/shortcut.ts';
import { useShortcuts } from '../../app/shell/use-shortcuts.ts';
import type { Alert } from './alert-queue.ts';
import { useIncidentActions } from './use-incident-actions.ts';

/** The three answers to an alert, by button and by key. */
export function AlertActions({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const { update, busy } = useIncidentActions();
  const become = (status: IncidentStatus) => {
    if (!busy) void update(alert.id, { status });
  };
  useShortcuts((shortcut: Shortcut) => {
    if (shortcut.kind === 'acknowledge') become('acknowledged');
    else if (shortcut.kind === 'resolve') become('resolved');
    else if (shortcut.kind === 'falseAlarm') become('false_alarm');
  });
  return (
    <Group grow gap="xs" preventGrowOverflow={false}>
      <Button
        size="md"
        color="cyan"
        data-autofocus
        loading={busy}
        onClick={() => become('acknowledged')}
        rightSection={<Kbd size="xs">A</Kbd>}
      >
        {t('action.acknowledge')}
      </Button>
      <Button
        size="md"
        variant="light"
        color="green"
        disabled={busy}
        onClick={() => become('resolved')}
        rightSection={<Kbd size="xs">R</Kbd>}
      >
        {t('action.resolve')}
      </Button>
      <Button
        size="md"
        variant="light"
        color="gray"
        disabled={busy}
        onClick={() => become('false_alarm')}
        rightSection={<Kbd size="xs">F</Kbd>}
      >
        {t('action.falseAlarm')}
      </Button>
    </Group>
  );
}
