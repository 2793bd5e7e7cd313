import { Button, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewAccountLink } from '../../../shared/schemas/account.ts';
import { type Role, roles } from '../../../shared/schemas/user.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

export interface InviteDialogProps {
  readonly onClose: () => void;
  readonly onMade: (link: NewAccountLink) => void;
}

/** Makes an invitation link. */
export function InviteDialog({ onClose, onMade }: InviteDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [role, setRole] = useState<Role>('operator');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const make = async () => {
    setBusy(true);
    setFailure(null);
    try {
      onMade(await client.call('users.invite', { role }));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('accounts.users.inviteTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack>
        <Text size="sm">{t('accounts.users.inviteText')}</Text>
        <Select
          label={t('users.role')}
          allowDeselect={false}
          data={roles.map((value) => ({ value, label: `${t(`users.roleName.${value}`)} – ${t(`users.roleText.${value}`)}` }))}
          value={role}
          onChange={(value) => value && setRole(value)}
        />
        <FailureAlert error={failure} />
        <Button loading={busy} onClick={() => void make()}>
          {t('accounts.users.makeLink')}
        </Button>
      </Stack>
    </Modal>
  );
}
