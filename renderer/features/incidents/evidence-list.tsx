import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../../shared/schemas/incident.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import classes from './evidence-list.module.css';

/** Why the recogniser decided: what added how much, strongest first. */
export function EvidenceList({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const ordered = [...evidence].sort((a, b) => b.weight - a.weight);
  if (ordered.length === 0) return <p className={classes.none}>{t('incidents.noEvidence')}</p>;
  return (
    <ul className={classes.list}>
      {ordered.map(({ name, weight, trackIds }) => (
        <li key={`${name}-${trackIds.join('-')}`}>
          <span>
            {t(`evidence.${name}`)}
            {trackIds.length > 0 ? <span className={classes.tracks}> {t('incidents.tracks', { ids: trackIds.join(', ') })}</span> : null}
          </span>
          <span className={classes.weight}>{format.percent(weight)}</span>
          <Progress value={weight * 100} size={4} color="orange.5" className={classes.bar ?? ''} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}
