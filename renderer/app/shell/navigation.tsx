import { IconAlertTriangle, IconDeviceCctv, IconLayoutGrid, IconHistory, IconSettings } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatRoute, type Page, pages } from '../router/route.ts';
import { useAlerts } from '../state/console-context.tsx';
import classes from './shell.module.css';

const icons: Record<Page, typeof IconLayoutGrid> = {
  live: IconLayoutGrid,
  incidents: IconAlertTriangle,
  recordings: IconHistory,
  cameras: IconDeviceCctv,
  settings: IconSettings,
};

export function Navigation({ page }: { readonly page: Page }) {
  const { t } = useTranslation();
  const unhandled = useAlerts(({ waiting, setAside }) => waiting.length + setAside.size);
  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      {pages.map((name) => {
        const Icon = icons[name];
        return (
          <a
            key={name}
            href={formatRoute({ page: name, id: null })}
            className={classes.link}
            aria-current={name === page ? 'page' : undefined}
          >
            <Icon size={22} stroke={1.7} aria-hidden="true" />
            {t(`nav.${name}`)}
            {name === 'incidents' && unhandled > 0 ? (
              <span className={classes.badge} role="img" aria-label={t('nav.newIncidents', { n: unhandled })}>
                {unhandled > 99 ? '99+' : unhandled}
              </span>
            ) : null}
          </a>
        );
      })}
    </nav>
  );
}
