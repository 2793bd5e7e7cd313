import { Fieldset, Group, NumberInput, Select, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { recordingModes } from '../../../shared/schemas/recording.ts';
import type { CameraFormValues } from '../cameras/camera-form.ts';
import { WeekGrid } from './week-grid.tsx';

/** When and how a camera is recorded. */
export function CameraRecordingFields({ form }: { readonly form: UseFormReturnType<CameraFormValues> }) {
  const { t } = useTranslation();
  const { recordingMode: mode, schedule } = form.values;
  return (
    <Fieldset legend={t('recordings.title')}>
      <Stack gap="sm">
        <Select
          label={t('recordings.mode')}
          data={recordingModes.map((value) => ({ value, label: t(`recordings.modes.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('recordingMode')}
        />
        {mode === 'event' ? (
          <Group grow align="start">
            <NumberInput label={t('recordings.beforeS')} min={0} max={120} allowDecimal={false} {...form.getInputProps('beforeS')} />
            <NumberInput label={t('recordings.afterS')} min={1} max={600} allowDecimal={false} {...form.getInputProps('afterS')} />
          </Group>
        ) : null}
        {mode === 'scheduled' ? <WeekGrid value={schedule} onChange={(next) => form.setFieldValue('schedule', next)} /> : null}
        {mode === 'off' ? null : (
          <>
            <NumberInput
              label={t('recordings.fps')}
              description={t('recordings.fpsHelp')}
              min={1}
              max={30}
              {...form.getInputProps('recordingFps')}
            />
            <NumberInput
              label={t('recorder.quality')}
              description={t('recorder.qualityHelp')}
              min={18}
              max={40}
              allowDecimal={false}
              {...form.getInputProps('quality')}
            />
            <NumberInput
              label={t('recordings.retentionDays')}
              description={t('recordings.retentionHelp')}
              min={1}
              max={3650}
              allowDecimal={false}
              {...form.getInputProps('retentionDays')}
            />
            <NumberInput
              label={t('recorder.maxGb')}
              description={t('recorder.maxGbHelp')}
              min={0.001}
              decimalScale={3}
              {...form.getInputProps('maxGb')}
            />
          </>
        )}
      </Stack>
    </Fieldset>
  );
}
