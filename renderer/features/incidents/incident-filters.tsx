import { Button, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { incidentKinds, incidentStatuses } from '../../../shared/schemas/incident.ts';
import { usePlaces } from '../../app/state/console-context.tsx';
import { anyIncident, type IncidentWish } from './incident-list.ts';
import classes from './incidents-page.module.css';

export interface IncidentFiltersProps {
  readonly wish: IncidentWish;
  readonly onChange: (wish: IncidentWish) => void;
}

export function IncidentFilters({ wish, onChange }: IncidentFiltersProps) {
  const { t } = useTranslation();
  const cameras = usePlaces((places) => places.cameras) ?? [];
  const sites = usePlaces((places) => places.sites);
  const shared = { size: 'xs', clearable: true, placeholder: t('common.all') } as const;
  const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ value: id, label: name });
  return (
    <search className={classes.filters}>
      <Select
        {...shared}
        label={t('incidents.status')}
        value={wish.status}
        onChange={(status) => onChange({ ...wish, status })}
        data={incidentStatuses.map((value) => ({ value, label: t(`incidentStatus.${value}`) }))}
      />
      <Select
        {...shared}
        label={t('incidents.kind')}
        value={wish.kind}
        onChange={(kind) => onChange({ ...wish, kind })}
        data={incidentKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <Select
        {...shared}
        searchable
        label={t('incidents.camera')}
        value={wish.cameraId}
        onChange={(cameraId) => onChange({ ...wish, cameraId })}
        data={cameras.map(named)}
      />
      <Select
        {...shared}
        searchable
        label={t('incidents.site')}
        value={wish.siteId}
        onChange={(siteId) => onChange({ ...wish, siteId })}
        data={sites.map(named)}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label={t('incidents.from')}
        value={wish.from}
        onChange={({ target }) => onChange({ ...wish, from: target.value })}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label={t('incidents.to')}
        value={wish.to}
        onChange={({ target }) => onChange({ ...wish, to: target.value })}
      />
      <Button size="xs" variant="default" onClick={() => onChange(anyIncident)}>
        {t('incidents.clear')}
      </Button>
    </search>
  );
}
