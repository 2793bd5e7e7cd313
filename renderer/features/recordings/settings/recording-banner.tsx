import { Anchor, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import { formatRoute } from '../../../app/router/route.ts';
import { usePlaces, useRecordingDisk, useRecordings, useSession } from '../../../app/state/console-context.tsx';
import classes from './recording-banner.module.css';
import { mayPutAway, type RecordingTrouble, recordingTrouble, troubleKey } from './recording-trouble.ts';
import { useLostText } from './use-lost-text.ts';

/** Says on every page that video is being lost, or soon may be, and what was lost already. */
export function RecordingBanner() {
  const { t } = useTranslation();
  const lostText = useLostText();
  const troubleText = useTroubleText();
  const [putAway, setPutAway] = useState('');
  const connected = useSession(({ connection }) => connection === 'connected');
  const states = useRecordings(useShallow((recordings) => Object.values(recordings)));
  const notice = useRecordingDisk((disk) => disk.notice);
  const trouble = recordingTrouble(states, notice);
  // What was known before the connection was lost says nothing about now.
  if (!connected || !trouble) return null;
  const key = troubleKey(trouble, notice);
  if (key === putAway) return null;
  const serious = !mayPutAway(trouble);
  return (
    <div className={classes.banner} data-serious={serious || undefined} role={serious ? 'alert' : 'status'} data-testid="recording-banner">
      <span className={classes.words}>
        {troubleText(trouble)} {notice ? lostText(notice.freed) : null}{' '}
        <Anchor href={formatRoute({ page: 'settings', id: 'recording' })} c="inherit" underline="always" fz="inherit" fw="inherit">
          {t('recorder.banner.more')}
        </Anchor>
      </span>
      {serious ? null : (
        <CloseButton
          size="sm"
          c="inherit"
          variant="transparent"
          onClick={() => setPutAway(key)}
          aria-label={t('recorder.banner.putAway')}
        />
      )}
    </div>
  );
}

function useTroubleText(): (trouble: RecordingTrouble) => string {
  const { t } = useTranslation();
  const cameras = usePlaces((places) => places.cameras);
  return (trouble) => {
    if (trouble.kind === 'lost') return '';
    if (trouble.kind !== 'failing') return t(`recorder.banner.${trouble.kind}`);
    const names = trouble.cameraIds.map((id) => cameras?.find((camera) => camera.id === id)?.name ?? id);
    return t(`recorder.banner.${trouble.cause}`, { cameras: names.join(', ') });
  };
}
