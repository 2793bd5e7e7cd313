import { ActionIcon, Group, Select, Text } from '@mantine/core';
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useFormat } from '../../app/i18n/use-format.ts';
import { speeds } from './play-clock.ts';
import classes from './playback.module.css';
import type { PlaybackModel } from './playback-model.ts';

/** Play, steps, speed, incidents, zoom, and the time that is shown. */
export function TransportBar({ model }: { readonly model: PlaybackModel }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { playing, speed, positionMs, waiting, timeline } = useStore(model.store);
  const hasIncidents = (timeline?.incidents.length ?? 0) > 0;
  const button = (
    name: 'previousIncident' | 'stepBack' | 'stepForward' | 'nextIncident' | 'zoomIn' | 'zoomOut',
    Icon: typeof IconZoomIn,
    act: () => void,
    disabled = false,
  ) => (
    <ActionIcon
      size="lg"
      variant="default"
      aria-label={t(`playback.${name}`)}
      title={t(`playback.${name}`)}
      onClick={act}
      disabled={disabled}
    >
      <Icon size={18} aria-hidden="true" />
    </ActionIcon>
  );
  const PlayIcon = playing ? IconPlayerPause : IconPlayerPlay;
  const playName = t(playing ? 'playback.pause' : 'playback.play');
  return (
    <Group gap={6} className={classes.transport}>
      {button('previousIncident', IconPlayerSkipBack, () => model.jumpToIncident(-1), !hasIncidents)}
      {button('stepBack', IconPlayerTrackPrev, () => model.step(-1))}
      <ActionIcon size="lg" color="cyan" variant="filled" aria-label={playName} title={playName} onClick={() => model.toggle()}>
        <PlayIcon size={18} aria-hidden="true" />
      </ActionIcon>
      {button('stepForward', IconPlayerTrackNext, () => model.step(1))}
      {button('nextIncident', IconPlayerSkipForward, () => model.jumpToIncident(1), !hasIncidents)}
      <Select
        w={84}
        size="xs"
        aria-label={t('playback.speed')}
        data={speeds.map((each) => ({ value: String(each), label: `${format.number(each, 2)}×` }))}
        value={String(speed)}
        allowDeselect={false}
        onChange={(value) => value && model.setSpeed(Number(value))}
      />
      <Text className={classes.clock} data-position-ms={Math.round(positionMs)} aria-label={t('playback.position')}>
        {format.dateTime(positionMs)}
      </Text>
      {waiting ? (
        <Text size="xs" c="dimmed">
          {t('playback.waiting')}
        </Text>
      ) : null}
      <Group gap={6} ml="auto">
        {button('zoomOut', IconZoomOut, () => model.zoom(2))}
        {button('zoomIn', IconZoomIn, () => model.zoom(0.5))}
      </Group>
    </Group>
  );
}
