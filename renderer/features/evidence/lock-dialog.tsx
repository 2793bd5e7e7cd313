import { ReasonField } from './reason-field.tsx';
import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceLock } from '../../../shared/schemas/evidence.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';

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
  const [reason, setReason] = useState('');
  const turn = async () => {
    await client.call(lock.locked ? 'evidence.unlock' : 'evidence.lock', { incidentId: lock.incidentId ?? '', reason });
    onChanged();
    onClose();
  };
  return (
    <DialogFrame
      title={t(lock.locked ? 'evidenceClips.unlockTitle' : 'evidenceClips.lockTitle')}
      action={t(lock.locked ? 'evidenceClips.unlock' : 'evidenceClips.lock').replace('…', '')}
      disabled={reason.trim() === ''}
      onClose={onClose}
      onSubmit={turn}
    >
      {lock.locked ? <Text size="sm">{t('evidenceClips.unlockHint')}</Text> : null}
      <ReasonField value={reason} onChange={setReason} />
    </DialogFrame>
  );
}
