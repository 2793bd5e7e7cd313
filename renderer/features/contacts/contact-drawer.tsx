import { Button, Checkbox, Drawer, Group, MultiSelect, SegmentedControl, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentKinds } from '../../../shared/schemas/incident.ts';
import { type Contact, languages } from '../../../shared/schemas/notification.ts';
import { useClient, usePlaces, usePreferences } from '../../app/state/console-context.tsx';
import { useNarrow } from '../../ui/use-width.ts';
import { AddressFields } from './address-fields.tsx';
import { TelegramLink } from './telegram-link.tsx';
import { brokenAddress, type ContactValues, inputOf, valuesOf } from './contact-form.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

const languageNames = { en: 'English', id: 'Bahasa Indonesia', ru: 'Русский' };

export interface ContactDrawerProps {
  /** Null = a new one. */
  readonly contact: Contact | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Adds or changes a contact. */
export function ContactDrawer({ contact, onClose, onSaved }: ContactDrawerProps) {
  const { t } = useTranslation();
  const client = useClient();
  const narrow = useNarrow();
  const ownLanguage = usePreferences(({ language }) => language);
  const [failure, setFailure] = useState<unknown>(null);
  const [judged, setJudged] = useState(false);
  const form = useForm<ContactValues>({
    mode: 'controlled',
    initialValues: valuesOf(contact, ownLanguage),
    validate: {
      name: (name) => (name.trim() ? null : t('contacts.nameMissing')),
      kinds: (kinds) => (kinds.length > 0 ? null : t('contacts.kindsMissing')),
      addresses: (addresses) => (addresses.some(brokenAddress) ? t('contacts.addresses') : null),
    },
  });
  const save = async (values: ContactValues) => {
    setFailure(null);
    try {
      const input = inputOf(values);
      await (contact ? client.call('contacts.update', { id: contact.id, ...input }) : client.call('contacts.create', input));
      onSaved();
      onClose();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={narrow ? '100%' : 'lg'}
      title={t(contact ? 'contacts.edit' : 'contacts.add')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        noValidate
        onSubmit={form.onSubmit(
          (values) => void save(values),
          () => setJudged(true),
        )}
      >
        <Stack>
          <TextInput label={t('contacts.name')} required data-autofocus maxLength={80} {...form.getInputProps('name')} />
          <Select
            label={t('contacts.language')}
            allowDeselect={false}
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
            {...form.getInputProps('language')}
          />
          <AddressFields
            addresses={form.values.addresses}
            judged={judged}
            onChange={(addresses) => form.setFieldValue('addresses', addresses)}
          />
          {contact ? <TelegramLink contact={contact} onLinked={({ addresses }) => form.setFieldValue('addresses', addresses)} /> : null}
          <Select
            label={t('contacts.level')}
            allowDeselect={false}
            data={['1', '2', '3', '4', '5'].map((value) => ({
              value,
              label: value === '1' ? t('contacts.levelFirst') : t('contacts.levelLater', { n: value }),
            }))}
            {...form.getInputProps('level')}
          />
          <Checkbox.Group label={t('contacts.kinds')} {...form.getInputProps('kinds')}>
            <Group mt={6} gap="md">
              {incidentKinds.map((kind) => (
                <Checkbox key={kind} value={kind} label={t(`kind.${kind}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <ReachFields values={form.values} onChange={(patch) => form.setValues(patch)} />
          <Group grow align="end">
            <TextInput type="time" label={`${t('contacts.quiet')}: ${t('contacts.quietFrom')}`} {...form.getInputProps('quietFrom')} />
            <TextInput type="time" label={t('contacts.quietTo')} {...form.getInputProps('quietTo')} />
          </Group>
          <Text size="xs" c="dimmed" mt={-8}>
            {t('contacts.quietHelp')}
          </Text>
          <Switch label={t('contacts.addressNotices')} {...form.getInputProps('addressNotices', { type: 'checkbox' })} />
          <Switch label={t('contacts.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
          <FailureAlert error={failure} />
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
    </Drawer>
  );
}

interface ReachFieldsProps {
  readonly values: ContactValues;
  readonly onChange: (patch: Partial<ContactValues>) => void;
}

function ReachFields({ values, onChange }: ReachFieldsProps) {
  const { t } = useTranslation();
  const cameras = usePlaces((places) => places.cameras) ?? [];
  const sites = usePlaces((places) => places.sites);
  const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ value: id, label: name });
  return (
    <Stack gap="xs" role="group" aria-label={t('contacts.reach')}>
      <Text size="sm" fw={500}>
        {t('contacts.reach')}
      </Text>
      <SegmentedControl
        fullWidth
        value={values.everyCamera ? 'all' : 'some'}
        onChange={(value) => onChange({ everyCamera: value === 'all' })}
        data={[
          { value: 'all', label: t('contacts.reachAll') },
          { value: 'some', label: t('contacts.reachSome') },
        ]}
      />
      {values.everyCamera ? null : (
        <>
          <MultiSelect
            label={t('contacts.sites')}
            searchable
            data={sites.map(named)}
            value={values.siteIds}
            onChange={(siteIds) => onChange({ siteIds })}
          />
          <MultiSelect
            label={t('contacts.cameras')}
            searchable
            data={cameras.map(named)}
            value={values.cameraIds}
            onChange={(cameraIds) => onChange({ cameraIds })}
          />
        </>
      )}
    </Stack>
  );
}
