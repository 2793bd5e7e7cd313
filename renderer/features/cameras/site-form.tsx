import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../shared/schemas/site.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';

export function SiteForm({ site, onClose }: { readonly site: Site | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const form = useForm({
    mode: 'controlled',
    initialValues: { name: site?.name ?? '', address: site?.address ?? '' },
    validate: { name: (name) => (name.trim() ? null : t('sites.nameMissing')) },
  });
  const save = async () => {
    if (form.validate().hasErrors) return;
    await (site ? client.call('sites.update', { id: site.id, ...form.values }) : client.call('sites.create', form.values));
    onClose();
  };
  return (
    <DialogFrame title={t(site ? 'sites.edit' : 'sites.add')} action={t('common.save')} onClose={onClose} onSubmit={save}>
      <TextInput label={t('sites.name')} required maxLength={80} data-autofocus {...form.getInputProps('name')} />
      <TextInput label={t('sites.address')} maxLength={200} {...form.getInputProps('address')} />
    </DialogFrame>
  );
}
