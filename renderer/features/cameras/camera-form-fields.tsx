import { Button, Group, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { usePlaces } from '../../app/state/console-context.tsx';
import { CameraAddressField } from './camera-address-field.tsx';
import { CameraRecordingFields } from '../recordings/camera-recording-fields.tsx';
import { CameraAnalysisFields } from './camera-analysis-fields.tsx';
import { type CameraFormValues, emptyCamera, problemsOf, valuesOf } from './camera-form.ts';
import { useSaveCamera } from './use-save-camera.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export interface CameraFormFieldsProps {
  readonly camera: Camera | null;
  readonly onDone: () => void;
  readonly onToken: (camera: Camera, deviceToken: string) => void;
}

export function CameraFormFields({ camera, onDone, onToken }: CameraFormFieldsProps) {
  const { t } = useTranslation();
  const sites = usePlaces((places) => places.sites);
  const { saving, refusal, failure, forgetRefusal, save } = useSaveCamera(camera, onToken);
  const knownUrl = camera?.url ?? null;
  const form = useForm<CameraFormValues>({
    mode: 'controlled',
    initialValues: camera ? valuesOf(camera) : emptyCamera(),
    validate: (values) => Object.fromEntries(Object.entries(problemsOf(values, knownUrl)).map(([field, problem]) => [field, t(problem)])),
  });
  const checkAddress = () => {
    const problem = problemsOf(form.values, null).url;
    if (problem) form.setFieldError('url', t(problem));
    return problem ?? null;
  };
  const showFirst = (errors: typeof form.errors) => {
    const [field] = Object.keys(errors);
    if (field) form.getInputNode(field)?.focus();
  };
  const unchangedSecret = form.values.url === knownUrl && form.values.url.includes('***');
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void save(values).then((saved) => saved && onDone()), showFirst)}>
      <Stack>
        <TextInput label={t('cameras.name')} required maxLength={80} data-autofocus {...form.getInputProps('name')} />
        <CameraAddressField
          inputProps={{ 'data-path': 'url' }}
          value={form.values.url}
          onChange={(url) => {
            forgetRefusal();
            form.setFieldValue('url', url);
          }}
          problem={typeof form.errors.url === 'string' ? form.errors.url : null}
          refusal={refusal}
          hint={t(knownUrl?.includes('***') ? 'cameras.addressKept' : 'cameras.addressHelp')}
          check={checkAddress}
          testable={!unchangedSecret}
        />
        <Switch
          label={t('cameras.skipCheck')}
          description={t('cameras.skipCheckHelp')}
          {...form.getInputProps('skipCheck', { type: 'checkbox' })}
        />
        <Select
          label={t('cameras.site')}
          placeholder={t('cameras.noSite')}
          clearable
          data={sites.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('siteId')}
        />
        <TextInput
          label={t('cameras.location')}
          description={t('cameras.locationHelp')}
          maxLength={200}
          {...form.getInputProps('location')}
        />
        <Group grow align="start">
          <NumberInput label={t('cameras.latitude')} decimalScale={7} hideControls {...form.getInputProps('latitude')} />
          <NumberInput label={t('cameras.longitude')} decimalScale={7} hideControls {...form.getInputProps('longitude')} />
        </Group>
        <Switch label={t('cameras.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        <CameraAnalysisFields form={form} />
        <CameraRecordingFields form={form} />
        <FailureAlert error={failure} title={t('common.notSaved')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={saving}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
