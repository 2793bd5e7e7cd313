import { Button, Group, Kbd } from '@mantine/core';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentStatus } from '../../../shared/schemas/incident.ts';
import type { Shortcut } from '../../app/shell/shortcut.ts';
import { useShortcuts } from '../../app/shell/use-shortcuts.ts';
import type { Alert } from './alert-queue.ts';
import { useIncidentActions } from './use-incident-actions.ts';

export interface AlertActionsProps {
  readonly alert: Alert;
  /** When this alert took the place of another, `performance.now()` milliseconds. */
  readonly replacedAtMs: RefObject<number>;
}

/** A press meant for the alert that just went must not answer one nobody has looked at. */
const restMs = 600;

/** The three answers to an alert, by button and by key. */
export function AlertActions({ alert, replacedAtMs }: AlertActionsProps) {
  const { t } = useTranslation();
  const { update, busy } = useIncidentActions();
  const become = (status: IncidentStatus) => {
    if (busy || performance.now() - replacedAtMs.current < restMs) return;
    void update(alert.id, { status });
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
        rightSection={
          <Kbd size="xs" visibleFrom="sm">
            A
          </Kbd>
        }
      >
        {t('action.acknowledge')}
      </Button>
      <Button
        size="md"
        variant="light"
        color="green"
        disabled={busy}
        onClick={() => become('resolved')}
        rightSection={
          <Kbd size="xs" visibleFrom="sm">
            R
          </Kbd>
        }
      >
        {t('action.resolve')}
      </Button>
      <Button
        size="md"
        variant="light"
        color="gray"
        disabled={busy}
        onClick={() => become('false_alarm')}
        rightSection={
          <Kbd size="xs" visibleFrom="sm">
            F
          </Kbd>
        }
      >
        {t('action.falseAlarm')}
      </Button>
    </Group>
  );
}
