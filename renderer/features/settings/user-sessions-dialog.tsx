import { Modal } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../shared/schemas/user.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { SessionList } from './session-list.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** Where a user is signed in; for administrators. */
export function UserSessionsDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const { id } = user;
  const sessions = useAnswer(useCallback(() => client.call('users.sessions', { id }), [client, id]));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('accounts.sessions.of', { name: user.username })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FailureAlert error={sessions.error} />
      {sessions.value ? <SessionList sessions={sessions.value} /> : null}
    </Modal>
  );
}
