import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useAlerts, useConsole, useSession } from '../../app/state/console-context.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useOnScreen, usePageVisible } from '../../ui/use-visible.ts';
import classes from './camera-tile.module.css';
import { tileCondition } from './tile-condition.ts';
import { TileHeader } from './tile-header.tsx';
import { AnalysisNotice, TileNotice } from './tile-notice.tsx';
import { useCameraScreen } from './use-camera-screen.ts';
import type { VideoState } from './video/video-session.ts';
import { useZoom } from './zoom/use-zoom.ts';
import { ZoomControls } from './zoom/zoom-controls.tsx';

export interface CameraTileProps {
  readonly camera: Camera;
  readonly mode: 'wall' | 'large';
  readonly maxFps: number;
  /** Key that shows this camera large, null = has none. */
  readonly shortcut: number | null;
  readonly onOpen?: () => void;
  /** Told what becomes of the camera's own video; only large. */
  readonly onVideo?: (state: VideoState) => void;
}

/** One camera: its picture with boxes, or why there is none. */
export function CameraTile({ camera, mode, maxFps, shortcut, onOpen, onVideo }: CameraTileProps) {
  const { t } = useTranslation();
  const tile = useRef<HTMLDivElement>(null);
  const onScreen = useOnScreen(tile);
  const pageVisible = usePageVisible();
  const connection = useSession((session) => session.connection);
  const lostAtMs = useSession((session) => session.lostAtMs);
  const alarming = useAlerts(({ waiting }) => waiting.some(({ cameraId }) => cameraId === camera.id));
  const level = useStore(useConsole().live.link.state, (link) => link.level);
  const nowMs = useNow();
  const active = onScreen && pageVisible && camera.state.status === 'live' && connection === 'connected';
  const zoom = useZoom(tile, mode === 'large');
  const screen = useCameraScreen({ camera, mode, maxFps, active, nowMs, view: zoom.view });
  const { canvas, drawnAtMs, seenSinceMs, hasPicture, starved, video } = screen;
  useEffect(() => onVideo?.(video), [onVideo, video]);
  const condition = tileCondition({
    connection,
    lostAtMs,
    camera,
    drawnAtMs: drawnAtMs.current,
    seenSinceMs: seenSinceMs.current,
    nowMs: Math.max(nowMs, seenSinceMs.current),
  });
  const live = condition.kind === 'live';

  return (
    <div
      ref={tile}
      className={classes.tile}
      data-mode={mode}
      data-alarming={alarming || undefined}
      data-condition={condition.kind}
      data-camera={camera.id}
    >
      <canvas ref={canvas} className={classes.canvas} data-stale={!live || undefined} hidden={!hasPicture} />
      <TileHeader camera={camera} live={live} shortcut={shortcut} named={mode === 'wall'} />
      {live ? <AnalysisNotice analysis={camera.state.analysis} wanted={camera.analysis.enabled} slow={starved} /> : null}
      {live && level !== 'full' ? <span className={classes.reduced}>{t('webView.reduced')}</span> : null}
      {live ? null : <TileNotice camera={camera} condition={condition} nowMs={nowMs} />}
      {mode === 'large' && hasPicture ? <ZoomControls zoom={zoom} /> : null}
      {onOpen ? <UnstyledButton className={classes.open} onClick={onOpen} aria-label={t('live.open', { name: camera.name })} /> : null}
    </div>
  );
}
