import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentPatch } from '../../../shared/schemas/incident.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useConsole } from '../../app/state/console-context.tsx';
import { incidentChanged } from './alert-queue.ts';

/** Changes an incident and tells the person when that failed. */
export function useIncidentActions() {
  const { model } = useConsole();
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const update = useCallback(
    async (id: string, patch: IncidentPatch): Promise<boolean> => {
      setBusy(true);
      try {
        const incident = await model.client.call('incidents.update', { id, ...patch });
        model.alerts.setState((state) => incidentChanged(state, incident));
        return true;
      } catch (error) {
        notifications.show({ color: 'red', title: t('incidents.notChanged'), message: errorText(error) });
        return false;
      } finally {
        setBusy(false);
      }
    },
    [model, t, errorText],
  );
  return { update, busy };
}
