import { Alert, Fieldset, NumberInput, Stack, Switch, TagsInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { leastAccidentFps } from '../../../shared/domain/frame-credit.ts';
import { defaultCameraAnalysis } from '../../../shared/schemas/camera.ts';
import { useStation } from '../../app/state/console-context.tsx';
import { ThresholdsField } from '../../ui/thresholds-field.tsx';
import { type CameraFormValues, isTooSlowForAccidents } from './camera-form.ts';

const noClasses: readonly string[] = [];

export function CameraAnalysisFields({ form }: { readonly form: UseFormReturnType<CameraFormValues> }) {
  const { t } = useTranslation();
  const classes = useStation(({ status }) => status?.inference.model?.classes) ?? noClasses;
  const off = !form.values.analysisEnabled;
  return (
    <Fieldset legend={t('cameras.analysis')}>
      <Stack gap="sm">
        <Switch label={t('cameras.analysisEnabled')} {...form.getInputProps('analysisEnabled', { type: 'checkbox' })} />
        <Switch label={t('cameras.accidents')} disabled={off} {...form.getInputProps('accidents', { type: 'checkbox' })} />
        <NumberInput
          label={t('cameras.analysisFps')}
          min={0.1}
          max={30}
          step={1}
          decimalScale={1}
          disabled={off}
          {...form.getInputProps('analysisFps')}
        />
        <NumberInput
          label={t('cameras.movingFps')}
          description={t('cameras.movingFpsHelp')}
          min={0.1}
          max={30}
          step={1}
          decimalScale={1}
          disabled={off || !form.values.accidents}
          {...form.getInputProps('movingFps')}
        />
        {isTooSlowForAccidents(form.values) ? (
          <Alert color="yellow" role="status">
            {t('cameras.tooSlowForAccidents', { fps: leastAccidentFps, advised: defaultCameraAnalysis.movingFps })}
          </Alert>
        ) : null}
        <TagsInput
          label={t('cameras.classes')}
          description={t('cameras.classesHelp')}
          placeholder={form.values.classes.length === 0 ? t('cameras.classesAll') : ''}
          data={[...classes]}
          disabled={off}
          clearable
          maxTags={200}
          {...form.getInputProps('classes')}
        />
        <ThresholdsField
          label={t('cameras.thresholds')}
          description={t('cameras.thresholdsHelp')}
          classes={classes}
          fallback={0.5}
          disabled={off}
          value={form.values.thresholds}
          onChange={(thresholds) => form.setFieldValue('thresholds', thresholds)}
        />
      </Stack>
    </Fieldset>
  );
}
