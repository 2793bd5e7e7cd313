import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../shared/schemas/site.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';

export function SiteForm({ site, onClose }: { readonly site: Site | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({
    mode: 'controlled',
    initialValues: { name: site?.name ?? '', address: site?.address ?? '' },
    validate: { name: (name) => (name.trim() ? null : t('sites.nameMissing')) },
  });
  const save = async (values: { readonly name: string; readonly address: string }) => {
    setFailure(null);
    try {
      await (site ? client.call('sites.update', { id: site.id, ...values }) : client.call('sites.create', values));
      onClose();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t(site ? 'sites.edit' : 'sites.add')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form noValidate onSubmit={form.onSubmit(save)}>
        <Stack>
          <TextInput label={t('sites.name')} required maxLength={80} data-autofocus {...form.getInputProps('name')} />
          <TextInput label={t('sites.address')} maxLength={200} {...form.getInputProps('address')} />
          {failure ? (
            <Alert color="red" role="alert">
              {errorText(failure)}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={form.submitting}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
