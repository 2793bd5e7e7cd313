import { Anchor, CloseButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteArchiveNotice } from '../../../../shared/schemas/remote-archive.ts';
import { formatRoute } from '../../../app/router/route.ts';
import { useClient, useSession } from '../../../app/state/console-context.tsx';
import classes from '../settings/recording-banner.module.css';
import { useTroubleWords } from './use-trouble-words.ts';

/** Says on every page that nothing gets into the archive, and why. */
export function ArchiveBanner() {
  const { t } = useTranslation();
  const words = useTroubleWords();
  const notice = useArchiveNotice();
  const [putAway, setPutAway] = useState('');
  const trouble = notice?.trouble;
  if (!trouble) return null;
  // What somebody put away stays away until it is something else.
  const key = `${trouble.problem}:${trouble.sinceMs}`;
  if (key === putAway) return null;
  return (
    <div className={classes.banner} role="status" data-testid="archive-banner">
      <span className={classes.words}>
        {t('remoteArchive.banner', { words: words(trouble) })}{' '}
        <Anchor href={formatRoute({ page: 'settings', id: 'recording' })} c="inherit" underline="always" fz="inherit" fw="inherit">
          {t('recorder.banner.more')}
        </Anchor>
      </span>
      <CloseButton size="sm" c="inherit" variant="transparent" onClick={() => setPutAway(key)} aria-label={t('recorder.banner.putAway')} />
    </div>
  );
}

/** As the station last told; null while that is not known, also while it is out of reach. */
function useArchiveNotice(): RemoteArchiveNotice | null {
  const client = useClient();
  const connected = useSession(({ connection }) => connection === 'connected');
  const [notice, setNotice] = useState<RemoteArchiveNotice | null>(null);
  useEffect(() => {
    if (!connected) return;
    let wanted = true;
    const stop = client.on('remote-archive', setNotice);
    client.call('remoteArchive.status', {}).then(
      ({ state, trouble }) => wanted && setNotice({ state, trouble }),
      (error: unknown) => console.warn('how the archive is could not be read', error),
    );
    return () => {
      wanted = false;
      stop();
      setNotice(null);
    };
  }, [client, connected]);
  return notice;
}
