import { Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { IncidentStatusBadge } from './incident-status-badge.tsx';
import classes from './incidents-page.module.css';
import { placeName } from './place-name.ts';

export function IncidentRow({ incident, onOpen }: { readonly incident: Incident; readonly onOpen: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, cameraName, location, status, confidence, photoUrl, timing, note } = incident;
  return (
    <li>
      <UnstyledButton className={classes.row} data-status={status} onClick={onOpen}>
        {photoUrl ? <img className={classes.thumb} src={photoUrl} alt="" loading="lazy" /> : <span className={classes.thumb} />}
        <span className={classes.text}>
          <Text component="span" display="block" fw={600} truncate>
            {[t(`kind.${kind}`), placeName(incident)].filter(Boolean).join(' · ')}
          </Text>
          <Text component="span" display="block" size="xs" c="dimmed" truncate>
            {[format.dateTime(timing.detectedAtMs), cameraName ? location : '', note].filter(Boolean).join(' · ')}
          </Text>
        </span>
        <span className={classes.side}>
          <IncidentStatusBadge status={status} />
          {kind === 'emergency' ? null : (
            <Text component="span" size="xs" c="dimmed">
              {t('incidents.confidence')}: {format.percent(confidence)}
            </Text>
          )}
        </span>
      </UnstyledButton>
    </li>
  );
}
