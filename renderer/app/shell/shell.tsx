import { useDisclosure } from '@mantine/hooks';
import { CamerasPage } from '../../features/cameras/cameras-page.tsx';
import { IncidentPopup } from '../../features/incidents/incident-popup.tsx';
import { IncidentsPage } from '../../features/incidents/incidents-page.tsx';
import { LivePage } from '../../features/live/live-page.tsx';
import { PlaybackPage } from '../../features/playback/playback-page.tsx';
import { SettingsPage } from '../../features/settings/settings-page.tsx';
import { UpdateNotice } from '../../features/web-view/update-notice.tsx';
import { ErrorBoundary } from '../error-boundary.tsx';
import { ArchiveBanner } from '../../features/recordings/remote/archive-banner.tsx';
import { RecordingBanner } from '../../features/recordings/settings/recording-banner.tsx';
import type { Page } from '../router/route.ts';
import { navigate, useRoute } from '../router/use-route.ts';
import { useConsole } from '../state/console-context.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { HelpOverlay } from './help-overlay.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import { StatusStrip } from './status-strip.tsx';
import { useMessages } from './use-messages.ts';
import { usePageTitle } from './use-page-title.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** Everything around the pages, and the popup above them. */
export function Shell() {
  const { page, id } = useRoute();
  const { model } = useConsole();
  const [helping, help] = useDisclosure(false);
  useMessages();
  usePageTitle();
  useShortcuts((shortcut) => {
    if (shortcut.kind === 'help') return help.toggle();
    // While an alert is on the screen the keys are its own.
    if (model.alerts.getState().waiting.length > 0) return;
    if (shortcut.kind === 'page') navigate(shortcut.page);
    else if (shortcut.kind === 'back' && page === 'live' && id) navigate('live');
    else if (shortcut.kind === 'camera') {
      const camera = model.places.getState().cameras?.[shortcut.number - 1];
      if (camera) navigate('live', camera.id);
    }
  });
  return (
    <div className={classes.shell}>
      <StatusStrip onHelp={help.open} />
      <div className={classes.banners}>
        <ConnectionBanner />
        <RecordingBanner />
        <ArchiveBanner />
      </div>
      <Navigation page={page} />
      <main className={classes.main}>
        <ErrorBoundary key={page}>
          <PageContent page={page} onHelp={help.open} />
        </ErrorBoundary>
      </main>
      <ErrorBoundary>
        <IncidentPopup />
      </ErrorBoundary>
      <UpdateNotice />
      <HelpOverlay opened={helping} onClose={help.close} />
    </div>
  );
}

function PageContent({ page, onHelp }: { readonly page: Page; readonly onHelp: () => void }) {
  switch (page) {
    case 'live':
      return <LivePage />;
    case 'incidents':
      return <IncidentsPage />;
    case 'recordings':
      return <PlaybackPage />;
    case 'cameras':
      return <CamerasPage />;
    case 'settings':
      return <SettingsPage onHelp={onHelp} />;
  }
}
