import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isClosed, mayBecome } from '../../../shared/domain/incident-life-cycle.ts';
import type { Incident, IncidentStatus } from '../../../shared/schemas/incident.ts';
import { useIncidentActions } from './use-incident-actions.ts';

/** The steps this incident may take now. */
export function IncidentAnswers({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { update, busy } = useIncidentActions();
  const { status } = incident;
  const words = (to: IncidentStatus) => {
    if (to === 'acknowledged') return t(isClosed(status) ? 'action.reopen' : 'action.acknowledge');
    return t(to === 'resolved' ? 'action.resolve' : 'action.falseAlarm');
  };
  const steps = (['acknowledged', 'resolved', 'false_alarm'] as const).filter((to) => mayBecome(status, to));
  return (
    <Group gap="xs">
      {steps.map((to) => (
        <Button
          key={to}
          size="sm"
          variant={to === 'acknowledged' ? 'filled' : 'light'}
          color={to === 'resolved' ? 'green' : to === 'false_alarm' ? 'gray' : 'cyan'}
          disabled={busy}
          onClick={() => void update(incident.id, { status: to })}
        >
          {words(to)}
        </Button>
      ))}
    </Group>
  );
}
