import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isWaiting } from '../../../shared/domain/incident-life-cycle.ts';
import type { IncidentStatus } from '../../../shared/schemas/incident.ts';

const colours: Record<IncidentStatus, string> = {
  new: 'red',
  notified: 'red',
  acknowledged: 'yellow',
  resolved: 'green',
  false_alarm: 'gray',
  expired: 'gray',
};

export function IncidentStatusBadge({ status }: { readonly status: IncidentStatus }) {
  const { t } = useTranslation();
  return (
    <Badge color={colours[status]} variant={isWaiting(status) ? 'filled' : 'light'} size="sm" tt="none">
      {t(`incidentStatus.${status}`)}
    </Badge>
  );
}
