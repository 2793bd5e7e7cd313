import { ReasonField } from './reason-field.tsx';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceLock } from '../../../shared/schemas/evidence.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useClient } from '../../app/state/console-context.tsx';

export interface LockDialogProps {
  /** As it is now; the dialog turns it around. */
  readonly lock: EvidenceLock;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Asks why, then locks or unlocks the recordings of an incident. */
export function LockDialog({ lock, onClose, onChanged }: LockDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const errorText = useErrorText();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await client.call(lock.locked ? 'evidence.unlock' : 'evidence.lock', { incidentId: lock.incidentId ?? '', reason });
      onChanged();
      onClose();
    } catch (error) {
      notifications.show({ color: 'red', title: t('evidenceClips.refused'), message: errorText(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(lock.locked ? 'evidenceClips.unlockTitle' : 'evidenceClips.lockTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          {lock.locked ? <Text size="sm">{t('evidenceClips.unlockHint')}</Text> : null}
          <ReasonField value={reason} onChange={setReason} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={reason.trim() === ''}>
              {t(lock.locked ? 'evidenceClips.unlock' : 'evidenceClips.lock').replace('…', '')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
