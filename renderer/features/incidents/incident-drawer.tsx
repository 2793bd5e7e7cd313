import { Center, Drawer, Group, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useNarrow } from '../../ui/use-width.ts';
import { IncidentDetails } from './incident-details.tsx';
import { IncidentStatusBadge } from './incident-status-badge.tsx';
import { placeName } from './place-name.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export interface IncidentDrawerProps {
  readonly id: string | null;
  /** The incident as the list has it; read from the station when the list has not. */
  readonly known: Incident | null;
  readonly onClose: () => void;
}

export function IncidentDrawer({ id, known, onClose }: IncidentDrawerProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { incident, error } = useIncident(id, known);
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={narrow ? '100%' : 'lg'}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      title={
        incident ? (
          <Group gap="sm">
            <IncidentStatusBadge status={incident.status} />
            <Text fw={700}>{[t(`kind.${incident.kind}`), placeName(incident)].filter(Boolean).join(' · ')}</Text>
          </Group>
        ) : (
          t('incidents.details')
        )
      }
    >
      {incident ? <IncidentDetails key={incident.id} incident={incident} /> : null}
      <FailureAlert error={error} />
      {!incident && !error ? (
        <Center py="xl">
          <Loader aria-label={t('common.loading')} />
        </Center>
      ) : null}
    </Drawer>
  );
}

/** The newest version this console knows of. */
function useIncident(id: string | null, known: Incident | null) {
  const client = useClient();
  const [read, setRead] = useState<Incident | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (!id) return;
    let wanted = true;
    setError(null);
    client.call('incidents.get', { id }).then(
      (incident) => wanted && setRead(incident),
      (failure: unknown) => wanted && setError(failure),
    );
    const stop = client.on('incident-changed', (incident) => incident.id === id && setRead(incident));
    return () => {
      wanted = false;
      stop();
    };
  }, [client, id]);
  const current = read?.id === id ? read : null;
  const incident = current && (!known || current.revision >= known.revision) ? current : known;
  return { incident, error: incident ? null : error };
}
