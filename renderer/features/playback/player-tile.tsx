import { Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { atTime } from './at-time.ts';
import { CameraPlayer, type PlayerState } from './camera-player.ts';
import classes from './playback.module.css';
import type { PlaybackModel } from './playback-model.ts';
import { pieceSource } from './piece-source.ts';
import { useLasting } from './use-lasting.ts';

const slowMs = 350;

/** One camera's recording, in step with the others; in words why there is no picture. */
export function PlayerTile({ model, camera }: { readonly model: PlaybackModel; readonly camera: Camera }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<PlayerState>({ kind: 'loading' });
  useEffect(() => {
    if (!video.current) return;
    const player = new CameraPlayer({ video: video.current, source: pieceSource(camera.id), onState: setState });
    return model.addPlayer(camera.id, player);
  }, [camera.id, model]);
  // A jump takes a moment: words and a small picture come only when it takes longer.
  const isSlow = useLasting(state.kind === 'loading', slowMs);
  const cause = useStore(model.store, ({ timeline, positionMs }) => {
    const here = atTime(
      timeline?.cameras.find(({ cameraId }) => cameraId === camera.id),
      positionMs,
    );
    return here.kind === 'gap' ? here.cause : null;
  });
  const words =
    state.kind === 'empty'
      ? `${t('playback.noVideo')}${cause ? `: ${t(`playback.gap.${cause}`)}` : ''}`
      : state.kind === 'codec'
        ? t(state.h265 ? 'playback.noH265' : 'playback.noCodec')
        : state.kind === 'failed'
          ? errorText(state.error)
          : isSlow
            ? t('common.loading')
            : null;
  return (
    <figure className={classes.tile} data-state={state.kind} aria-label={camera.name}>
      <video ref={video} muted playsInline tabIndex={-1} data-hidden={state.kind === 'empty' || state.kind === 'codec' || undefined} />
      {isSlow ? <MeanwhilePicture model={model} cameraId={camera.id} /> : null}
      <figcaption>{camera.name}</figcaption>
      {words ? (
        <Text size="sm" className={classes.words} role="status">
          {words}
        </Text>
      ) : null}
    </figure>
  );
}

/** The station's small picture of the time that was jumped to, until the video is there. */
function MeanwhilePicture({ model, cameraId }: { readonly model: PlaybackModel; readonly cameraId: string }) {
  const [atMs] = useState(() => Math.floor(model.store.getState().positionMs / 1000) * 1000);
  const [isThere, setIsThere] = useState(false);
  return (
    <img
      className={classes.meanwhile}
      hidden={!isThere}
      src={`/api/recordings/${cameraId}/preview.jpg?atMs=${atMs}`}
      alt=""
      onLoad={() => setIsThere(true)}
    />
  );
}
