import { ReasonField } from '../evidence/reason-field.tsx';
import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';
import { type Stretch, StretchFields } from './stretch-fields.tsx';

export interface LockStretchDialogProps {
  /** Those that are shown. */
  readonly cameras: readonly Camera[];
  readonly stretch: Stretch;
  readonly onClose: () => void;
  readonly onLocked: () => void;
}

/** Asks why, then keeps a stretch of each camera whatever its age. */
export function LockStretchDialog({ cameras, stretch, onClose, onLocked }: LockStretchDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [chosen, setChosen] = useState(() => cameras.map(({ id }) => id));
  const [reason, setReason] = useState('');
  const lock = async () => {
    const left = [...chosen];
    // Those that are locked already are not locked twice when a later one is refused and the form is sent again.
    for (const cameraId of chosen) {
      await client.call('evidence.lockStretch', { cameraId, ...stretch, reason });
      left.shift();
      setChosen([...left]);
    }
    onLocked();
  };
  return (
    <DialogFrame
      title={t('stretches.lockTitle')}
      action={t('stretches.lockAction')}
      disabled={chosen.length === 0 || reason.trim() === ''}
      onClose={onClose}
      onSubmit={lock}
    >
      <StretchFields cameras={cameras} stretch={stretch} chosen={chosen} onChoose={setChosen} />
      <ReasonField value={reason} onChange={setReason} />
      <Text size="xs" c="dimmed">
        {t('stretches.lockHint')}
      </Text>
    </DialogFrame>
  );
}
