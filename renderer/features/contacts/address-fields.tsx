import { ActionIcon, Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ContactAddress, channelNames } from '../../../shared/schemas/notification.ts';
import { brokenAddress } from './contact-form.ts';

export interface AddressFieldsProps {
  readonly addresses: readonly ContactAddress[];
  readonly onChange: (addresses: readonly ContactAddress[]) => void;
  /** Formats are judged once the person tried to save. */
  readonly judged: boolean;
}

/** The ways to reach a contact, one row each. */
export function AddressFields({ addresses, onChange, judged }: AddressFieldsProps) {
  const { t } = useTranslation();
  const replace = (index: number, next: ContactAddress) => onChange(addresses.map((address, at) => (at === index ? next : address)));
  return (
    <Stack gap="xs" role="group" aria-label={t('contacts.addresses')}>
      <Text size="sm" fw={500}>
        {t('contacts.addresses')}
      </Text>
      {addresses.map((entry, index) => {
        const broken = judged ? brokenAddress(entry) : null;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id, and are only added at the end
          <Group key={index} gap="xs" align="start" wrap="nowrap">
            <Select
              w={118}
              flex="none"
              allowDeselect={false}
              aria-label={t('contacts.channel')}
              data={channelNames.map((value) => ({ value, label: t(`channels.name.${value}`) }))}
              value={entry.channel}
              onChange={(channel) => channel && replace(index, { ...entry, channel })}
            />
            <TextInput
              flex={1}
              aria-label={t('contacts.address')}
              placeholder={t(`contacts.placeholder.${entry.channel}`)}
              maxLength={300}
              value={entry.address}
              error={broken ? t(`contacts.problem.${broken}`) : null}
              onChange={({ target }) => replace(index, { ...entry, address: target.value })}
            />
            <Switch
              mt={8}
              aria-label={`${t('contacts.inUse')}: ${entry.address}`}
              checked={entry.enabled}
              onChange={({ target }) => replace(index, { ...entry, enabled: target.checked })}
            />
            <ActionIcon
              mt={4}
              variant="subtle"
              color="gray"
              aria-label={`${t('contacts.removeAddress')}: ${entry.address}`}
              onClick={() => onChange(addresses.filter((_address, at) => at !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      <Button
        w="fit-content"
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        disabled={addresses.length >= 20}
        onClick={() => onChange([...addresses, { channel: 'telegram', address: '', enabled: true }])}
      >
        {t('contacts.addAddress')}
      </Button>
    </Stack>
  );
}
