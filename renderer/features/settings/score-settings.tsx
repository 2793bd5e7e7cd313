import { Button, Group, NumberInput, Select, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type DetectionSettings, executionProviders } from '../../../shared/schemas/model.ts';
import { useStation } from '../../app/state/console-context.tsx';
import { ThresholdsField } from '../../ui/thresholds-field.tsx';

export interface ScoreSettingsProps {
  readonly settings: DetectionSettings;
  readonly disabled: boolean;
  readonly onSave: (patch: Partial<DetectionSettings>) => Promise<boolean>;
}

const noClasses: readonly string[] = [];

/** Thresholds, execution provider and threads of the whole station. */
export function ScoreSettings({ settings, disabled, onSave }: ScoreSettingsProps) {
  const { t } = useTranslation();
  const classes = useStation(({ status }) => status?.inference.model?.classes) ?? noClasses;
  const { provider, threads, threshold, thresholds } = settings;
  const form = useForm({ mode: 'controlled', initialValues: { provider, threads, threshold, thresholds } });
  return (
    <form
      onSubmit={form.onSubmit(
        (values) => void onSave({ ...values, threads: Number(values.threads) || 0, threshold: Number(values.threshold) }),
      )}
    >
      <Stack>
        <Group grow align="end" preventGrowOverflow={false}>
          <NumberInput
            label={t('settings.threshold')}
            min={0}
            max={1}
            step={0.05}
            decimalScale={2}
            clampBehavior="strict"
            disabled={disabled}
            required
            {...form.getInputProps('threshold')}
          />
          <Select
            label={t('settings.provider')}
            allowDeselect={false}
            disabled={disabled}
            data={executionProviders.map((value) => ({ value, label: value === 'auto' ? t('settings.providerAuto') : value }))}
            {...form.getInputProps('provider')}
          />
          <NumberInput
            label={`${t('settings.threads')} (${t('settings.threadsHelp')})`}
            min={0}
            max={64}
            allowDecimal={false}
            disabled={disabled}
            {...form.getInputProps('threads')}
          />
        </Group>
        <ThresholdsField
          label={t('settings.thresholds')}
          classes={classes}
          fallback={threshold}
          disabled={disabled}
          value={form.values.thresholds}
          onChange={(next) => form.setFieldValue('thresholds', next)}
        />
        {disabled ? null : (
          <Group justify="flex-end">
            <Button type="submit" disabled={!form.isDirty()}>
              {t('common.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
