import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useRecordings } from '../../app/state/console-context.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import classes from './camera-tile.module.css';

export interface TileHeaderProps {
  readonly camera: Camera;
  readonly live: boolean;
  readonly shortcut: number | null;
  /** False where the name stands above the tile already. */
  readonly named: boolean;
}

export function TileHeader({ camera, live, shortcut, named }: TileHeaderProps) {
  const { t } = useTranslation();
  const recorded = useRecordings((recordings) => recordings[camera.id]?.recording ?? false);
  const { status, fps } = camera.state;
  const shown = live ? 'live' : status === 'live' ? 'stale' : status;
  return (
    <div className={classes.header}>
      <StatusDot status={shown} label={t(`status.${shown}`)} />
      <span className={classes.name}>
        {named ? camera.name : t(`status.${shown}`)}
        {named && camera.location ? <span className={classes.place}> · {camera.location}</span> : null}
      </span>
      {recorded ? (
        <span className={classes.recorded} title={t('recordings.recording')}>
          <span aria-hidden="true">● </span>
          {t('recordings.rec')}
        </span>
      ) : null}
      {live ? <span className={classes.number}>{t('live.fps', { fps: fps.toFixed(fps < 9.95 ? 1 : 0) })}</span> : null}
      {shortcut === null ? null : (
        <Kbd size="xs" aria-hidden="true" visibleFrom="sm">
          {shortcut}
        </Kbd>
      )}
    </div>
  );
}
