import { ActionIcon, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { navigate } from '../../app/router/use-route.ts';
import { usePlaces } from '../../app/state/console-context.tsx';
import { RecordControl } from '../recordings/settings/record-control.tsx';
import { CameraTile } from './camera-tile.tsx';
import classes from './live-wall.module.css';
import { QualityBadge } from './video/quality-badge.tsx';
import type { VideoState } from './video/video-session.ts';

export interface LargeViewProps {
  readonly camera: Camera;
  readonly cameras: readonly Camera[];
  readonly onOpen: (cameraId: string) => void;
}

/** One camera at its full rate and resolution; on a wide screen the others stay in sight beside it. */
export function LargeView({ camera, cameras, onOpen }: LargeViewProps) {
  const { t } = useTranslation();
  const [video, setVideo] = useState<VideoState>({ kind: 'off' });
  const wide = useMediaQuery('(min-width: 75em)', undefined, { getInitialValueInEffect: false });
  const site = usePlaces(({ sites }) => sites.find(({ id }) => id === camera.siteId)?.name);
  const index = cameras.indexOf(camera);
  const neighbour = (step: number) => cameras[(index + step + cameras.length) % cameras.length]?.id;
  const go = (step: number) => {
    const id = neighbour(step);
    if (id) onOpen(id);
  };
  const others = cameras.filter(({ id }) => id !== camera.id);
  return (
    <section className={classes.large} aria-label={camera.name}>
      <div className={classes.bar}>
        <ActionIcon variant="default" size="lg" onClick={() => navigate('live')} aria-label={t('live.backToWall')}>
          <IconArrowLeft size={18} />
        </ActionIcon>
        <Text fw={600} truncate>
          {camera.name}
        </Text>
        <Text c="dimmed" size="sm" truncate flex={1}>
          {[site, camera.location].filter(Boolean).join(' · ')}
        </Text>
        <div className={classes.quality}>
          <QualityBadge state={video} pictures={camera.state} />
        </div>
        <RecordControl camera={camera} />
        <ActionIcon variant="default" size="lg" onClick={() => go(-1)} aria-label={t('live.previous')} disabled={others.length === 0}>
          <IconChevronLeft size={18} />
        </ActionIcon>
        <ActionIcon variant="default" size="lg" onClick={() => go(1)} aria-label={t('live.next')} disabled={others.length === 0}>
          <IconChevronRight size={18} />
        </ActionIcon>
      </div>
      <div className={classes.stage}>
        <CameraTile key={camera.id} camera={camera} mode="large" maxFps={30} shortcut={null} onVideo={setVideo} />
      </div>
      {wide && others.length > 0 ? (
        <div className={classes.strip}>
          {others.map((other) => (
            <CameraTile
              key={other.id}
              camera={other}
              mode="wall"
              maxFps={5}
              shortcut={shortcutOf(cameras.indexOf(other))}
              onOpen={() => onOpen(other.id)}
            />
          ))}
        </div>
      ) : null}
    </section>
  );
}

const shortcutOf = (index: number) => (index < 9 ? index + 1 : null);
