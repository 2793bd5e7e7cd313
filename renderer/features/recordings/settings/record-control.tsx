import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconCircleFilled, IconPlayerStop, IconRotateClockwise } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../../shared/schemas/camera.ts';
import type { RecordingOverride } from '../../../../shared/schemas/recording.ts';
import { useMay, useRecordings } from '../../../app/state/console-context.tsx';
import { useRecordByHand } from './use-record-by-hand.ts';
import { useRecordingStateText } from './use-recording-state-text.ts';

export const handIcons = { on: IconCircleFilled, off: IconPlayerStop, auto: IconRotateClockwise } as const;

/** Starts and stops recording of one camera by hand; nothing for people who may not. */
export function RecordControl({ camera }: { readonly camera: Pick<Camera, 'id' | 'name'> }) {
  const { t } = useTranslation();
  const mayRecord = useMay('operator');
  const state = useRecordings((recordings) => recordings[camera.id]);
  const stateText = useRecordingStateText();
  const record = useRecordByHand();
  if (!mayRecord) return null;
  const item = (override: RecordingOverride) => {
    const Icon = handIcons[override];
    return (
      <Menu.Item
        leftSection={<Icon size={16} color={override === 'on' ? 'var(--mantine-color-red-6)' : undefined} aria-hidden="true" />}
        disabled={state?.override === override}
        onClick={() => void record(override, camera.id)}
      >
        {t(`recorder.hand.${override}`)}
      </Menu.Item>
    );
  };
  const Icon = state?.override === 'off' ? handIcons.off : handIcons.on;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('recorder.hand.menu', { name: camera.name })}
          title={stateText(state)}
          data-recording={state?.recording ?? false}
          data-testid="record-control"
        >
          <Icon size={18} color={state?.recording ? 'var(--mantine-color-red-6)' : 'var(--mantine-color-dimmed)'} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{stateText(state)}</Menu.Label>
        {item('on')}
        {item('off')}
        {item('auto')}
        <Text size="xs" c="dimmed" px="sm" py={4}>
          {t('recorder.hand.lasts')}
        </Text>
      </Menu.Dropdown>
    </Menu>
  );
}
