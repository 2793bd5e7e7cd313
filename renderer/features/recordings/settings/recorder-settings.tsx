import { Button, Group, NumberInput, Select, SimpleGrid, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recordingSettingsSchema, type RecordingSettings } from '../../../../shared/schemas/recording.ts';
import { useTell } from '../../settings/use-tell.ts';
import { type RecorderFormValues, recorderFormOf, recorderPatchOf, recorderProblems } from './recorder-form.ts';

export interface RecorderSettingsProps {
  readonly settings: RecordingSettings;
  readonly disabled: boolean;
  readonly onSave: (patch: Partial<RecordingSettings>) => Promise<void>;
}

/** How long and how much is kept, when people are warned, and how hard pictures are encoded. */
export function RecorderSettings({ settings, disabled, onSave }: RecorderSettingsProps) {
  const { t } = useTranslation();
  const tell = useTell();
  const [saving, setSaving] = useState(false);
  const form = useForm<RecorderFormValues>({
    mode: 'controlled',
    initialValues: recorderFormOf(settings),
    validate: (values) => Object.fromEntries(Object.entries(recorderProblems(values)).map(([field, problem]) => [field, t(problem)])),
  });
  const save = async (values: RecorderFormValues) => {
    setSaving(true);
    await tell(() => onSave(recorderPatchOf(values)), t('common.saved'));
    setSaving(false);
  };
  const share = { min: 50, max: 99, allowDecimal: false, suffix: ' %', disabled } as const;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <NumberInput
            label={t('recordings.retentionDays')}
            description={t('recorder.retentionHelp')}
            min={1}
            max={3650}
            allowDecimal={false}
            disabled={disabled}
            {...form.getInputProps('retentionDays')}
          />
          <NumberInput
            label={t('recorder.maxGb')}
            description={t('recorder.maxAllHelp')}
            min={0.001}
            decimalScale={3}
            disabled={disabled}
            {...form.getInputProps('maxGb')}
          />
          <NumberInput
            label={t('recorder.warnAt')}
            description={t('recorder.warnHelp')}
            {...share}
            {...form.getInputProps('warnPercent')}
          />
          <NumberInput
            label={t('recorder.freeAt')}
            description={t('recorder.freeHelp')}
            {...share}
            {...form.getInputProps('freePercent')}
          />
          <NumberInput
            label={t('recorder.archiveAfter')}
            description={t('recorder.archiveHelp')}
            min={1}
            max={3650}
            allowDecimal={false}
            disabled={disabled}
            {...form.getInputProps('archiveAfterDays')}
          />
          <Select
            label={t('recorder.preset')}
            description={t('recorder.presetHelp')}
            allowDeselect={false}
            disabled={disabled}
            data={recordingSettingsSchema.shape.encoderPreset.options.map((value) => ({ value, label: t(`recorder.presets.${value}`) }))}
            {...form.getInputProps('encoderPreset')}
          />
        </SimpleGrid>
        {disabled ? null : (
          <Group justify="flex-end">
            <Button type="submit" loading={saving} disabled={!form.isDirty()}>
              {t('common.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
