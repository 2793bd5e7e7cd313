import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/i18n/use-format.ts';
import type { Alert } from './alert-queue.ts';
import classes from './incident-popup.module.css';

/** The alerts behind the one on screen. */
export function WaitingList({ alerts, more }: { readonly alerts: readonly Alert[]; readonly more: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (alerts.length === 0) return null;
  return (
    <ul className={classes.waiting} aria-label={t('popup.waiting')}>
      {alerts.map(({ id, kind, cameraName, location, detectedAtMs }) => (
        <li key={id}>
          <span className={classes.time}>{format.time(detectedAtMs)}</span>
          <strong>{t(`kind.${kind}`)}</strong>
          <span>{[cameraName, location].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
      {more > 0 ? <li className={classes.time}>{t('popup.more', { n: more })}</li> : null}
    </ul>
  );
}
