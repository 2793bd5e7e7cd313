import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentStatus } from '../../../shared/schemas/incident.ts';

const colours: Record<IncidentStatus, string> = { new: 'red', acknowledged: 'yellow', resolved: 'green', false_alarm: 'gray' };

export function IncidentStatusBadge({ status }: { readonly status: IncidentStatus }) {
  const { t } = useTranslation();
  return (
    <Badge color={colours[status]} variant={status === 'new' ? 'filled' : 'light'} size="sm" tt="none">
      {t(`incidentStatus.${status}`)}
    </Badge>
  );
}
