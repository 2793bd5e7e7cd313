import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../../shared/schemas/camera.ts';
import type { RecordingStatus } from '../../../../shared/schemas/recording.ts';
import { useFormat } from '../../../app/i18n/use-format.ts';
import { usePlaces, useRecordings } from '../../../app/state/console-context.tsx';
import { StatusDot } from '../../../ui/status-dot.tsx';
import classes from './camera-recordings.module.css';
import { RecordAll } from './record-all.tsx';
import { RecordControl } from './record-control.tsx';
import { useBytesText } from './use-bytes-text.ts';
import { useRecordingStateText } from './use-recording-state-text.ts';

/** Each camera: whether it is recorded, why not, since when, and how much of it is kept. */
export function CameraRecordings({ status }: { readonly status: RecordingStatus }) {
  const { t } = useTranslation();
  const cameras = usePlaces((places) => places.cameras) ?? [];
  if (cameras.length === 0) return <Text c="dimmed">{t('recorder.noCameras')}</Text>;
  return (
    <Stack gap="sm">
      <RecordAll />
      <ul className={classes.list}>
        {cameras.map((camera) => (
          <CameraRow key={camera.id} camera={camera} kept={status.cameras.find(({ cameraId }) => cameraId === camera.id)} />
        ))}
      </ul>
    </Stack>
  );
}

interface CameraRowProps {
  readonly camera: Camera;
  readonly kept: RecordingStatus['cameras'][number] | undefined;
}

function CameraRow({ camera, kept }: CameraRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bytesText = useBytesText();
  const stateText = useRecordingStateText();
  const state = useRecordings((recordings) => recordings[camera.id]);
  const words = stateText(state);
  const byHand =
    state && state.override !== 'auto' ? t(state.override === 'on' ? 'recorder.hand.byHandOn' : 'recorder.hand.byHandOff') : null;
  const failing = state?.cause === 'disk_full' || state?.cause === 'write_failed';
  return (
    <li className={classes.row} aria-label={camera.name}>
      <StatusDot status={state?.recording ? 'live' : failing ? 'offline' : 'disabled'} label={words} />
      <div className={classes.name}>
        <Text size="sm" fw={600} truncate>
          {camera.name}
        </Text>
        <Text size="xs" c={failing ? 'red' : 'dimmed'}>
          {words}
          {byHand ? ` (${byHand})` : null}
          {state ? ` · ${t('recorder.since', { time: format.dateTime(state.sinceMs) })}` : null}
        </Text>
      </div>
      <Text size="xs" c="dimmed" className={classes.kept ?? ''}>
        {kept?.oldestMs
          ? t('recorder.keptSince', { size: bytesText(kept.bytes), time: format.dateTime(kept.oldestMs) })
          : t('recorder.nothing')}
      </Text>
      <RecordControl camera={camera} />
    </li>
  );
}
