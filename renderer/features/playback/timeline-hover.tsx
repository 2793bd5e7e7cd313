import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { atTime } from './at-time.ts';
import classes from './playback.module.css';
import type { PlaybackModel } from './playback-model.ts';
import { lengthOf, timeAt } from './time-window.ts';

export interface TimelineHoverProps {
  readonly model: PlaybackModel;
  readonly cameras: readonly Camera[];
  readonly x: number;
  readonly width: number;
}

/** What there is under the pointer: the time, a small picture, or why there is none. */
export function TimelineHover({ model, cameras, x, width }: TimelineHoverProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { window, timeline } = useStore(model.store);
  const atMs = timeAt(window, width, x);
  // Pictures are made from key frames: finer steps than a second show the same.
  const step = Math.max(1_000, Math.round(lengthOf(window) / Math.max(1, width)));
  const [askedMs] = useDebouncedValue(Math.max(0, Math.floor(atMs / step) * step), 120);
  const [brokenMs, setBrokenMs] = useState(-1);
  const states = cameras.map(({ id, name }) => ({
    id,
    name,
    ...atTime(
      timeline?.cameras.find((one) => one.cameraId === id),
      atMs,
    ),
  }));
  const shown = states.find(({ kind }) => kind === 'video');
  const left = Math.min(Math.max(x, 90), Math.max(90, width - 90));
  return (
    <div className={classes.hover} style={{ left }} role="tooltip">
      {shown && brokenMs !== askedMs ? (
        <img
          src={`/api/recordings/${shown.id}/preview.jpg?atMs=${askedMs}`}
          alt={t('playback.preview', { camera: shown.name })}
          onError={() => setBrokenMs(askedMs)}
        />
      ) : null}
      <Text size="xs" fw={700}>
        {format.dateTime(atMs)}
      </Text>
      {states.map((state) =>
        state.kind === 'gap' ? (
          <Text key={state.id} size="xs">
            {state.name}: {t(`playback.gap.${state.cause}`)}
          </Text>
        ) : null,
      )}
    </div>
  );
}
