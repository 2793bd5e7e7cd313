import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus, IconSend } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact, ContactAddress } from '../../../shared/schemas/notification.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { ContactDrawer } from './contact-drawer.tsx';
import { clockOf } from './contact-form.ts';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** People who are told of incidents; for operators. */
export function ContactsPanel() {
  const { t } = useTranslation();
  const client = useClient();
  const contacts = useAnswer(useCallback(() => client.call('contacts.list', {}), [client]));
  const [editing, setEditing] = useState<Contact | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Contact | null>(null);
  return (
    <Stack>
      <Text c="dimmed" size="sm">
        {t('contacts.help')}
      </Text>
      <FailureAlert error={contacts.error} />
      <Button w="fit-content" leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
        {t('contacts.add')}
      </Button>
      {contacts.value?.length === 0 ? <Text>{t('contacts.empty')}</Text> : null}
      {contacts.value?.map((contact) => (
        <ContactCard key={contact.id} contact={contact} onEdit={() => setEditing(contact)} onDelete={() => setDeleting(contact)} />
      ))}
      {editing ? (
        <ContactDrawer contact={editing === 'new' ? null : editing} onClose={() => setEditing(null)} onSaved={contacts.reload} />
      ) : null}
      {deleting ? (
        <ConfirmDialog
          title={t('contacts.deleteTitle', { name: deleting.name })}
          text={t('contacts.deleteText')}
          action={t('common.delete')}
          onClose={() => setDeleting(null)}
          onConfirm={() => client.call('contacts.delete', { id: deleting.id }).then(contacts.reload)}
        />
      ) : null}
    </Stack>
  );
}

interface ContactCardProps {
  readonly contact: Contact;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

function ContactCard({ contact, onEdit, onDelete }: ContactCardProps) {
  const { t } = useTranslation();
  const { name, addresses, kinds, escalationLevel, quietHours, enabled } = contact;
  const facts = [
    escalationLevel === 1 ? t('contacts.levelFirst') : t('contacts.levelLater', { n: escalationLevel }),
    kinds.map((kind) => t(`kind.${kind}`)).join(', '),
    contact.reach.all ? t('contacts.reachAll') : t('contacts.reachSome'),
    ...(quietHours ? [`${t('contacts.quiet')} ${clockOf(quietHours.fromMinute)}–${clockOf(quietHours.toMinute)}`] : []),
  ];
  return (
    <Paper withBorder p="sm" radius="md" component="article" aria-label={name}>
      <Group justify="space-between" align="start" gap="xs">
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {enabled ? null : (
            <Badge color="gray" variant="light" tt="none">
              {t('contacts.off')}
            </Badge>
          )}
        </Group>
        <Group gap={4}>
          <Button size="compact-xs" variant="default" onClick={onEdit}>
            {t('common.edit')}
          </Button>
          <Button size="compact-xs" variant="light" color="red" onClick={onDelete}>
            {t('common.delete')}
          </Button>
        </Group>
      </Group>
      <Text size="xs" c="dimmed">
        {facts.join(' · ')}
      </Text>
      <Stack gap={4} mt={6}>
        {addresses.map((address) => (
          <AddressLine key={`${address.channel} ${address.address}`} address={address} language={contact.language} />
        ))}
      </Stack>
    </Paper>
  );
}

function AddressLine({
  address: { channel, address, enabled },
  language,
}: {
  readonly address: ContactAddress;
  readonly language: Contact['language'];
}) {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    try {
      await client.call('channels.test', { channel, address, language });
      notifications.show({ color: 'green', message: `${t(`channels.name.${channel}`)}: ${t('contacts.testTaken')}` });
    } catch (error) {
      notifications.show({
        color: 'red',
        title: `${t(`channels.name.${channel}`)}: ${t('contacts.testFailed')}`,
        message: errorText(error),
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap">
      <Text size="sm" truncate {...(enabled ? {} : { c: 'dimmed', td: 'line-through' })}>
        {t(`channels.name.${channel}`)} · {address}
      </Text>
      <Button
        flex="none"
        size="compact-xs"
        variant="subtle"
        loading={busy}
        leftSection={<IconSend size={13} />}
        aria-label={`${t('contacts.test')}: ${t(`channels.name.${channel}`)} ${address}`}
        onClick={() => void test()}
      >
        {t('contacts.test')}
      </Button>
    </Group>
  );
}
