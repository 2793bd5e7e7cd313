import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useNow } from '../../ui/use-now.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useConsole, useSession } from '../state/console-context.tsx';
import classes from './shell.module.css';

/** Says plainly that what is on the screen is not live. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const connection = useSession((session) => session.connection);
  const lostAtMs = useSession((session) => session.lostAtMs);
  const asOfMs = useStore(useConsole().model.kept, ({ state }) => state?.asOfMs ?? null);
  if (connection === 'connected' || connection === 'signed_out') return null;
  if (lostAtMs === null) {
    return (
      <div className={classes.banner} data-mild role="status">
        {t('connection.connecting')}
      </div>
    );
  }
  return (
    <div className={classes.banner} role="alert">
      {t('connection.lost', { time: format.timeOrDate(lostAtMs, nowMs), ago: format.duration(nowMs - lostAtMs) })}
      {asOfMs === null ? null : ` ${t('webView.asOf', { time: format.timeOrDate(asOfMs, nowMs) })}`}
    </div>
  );
}
