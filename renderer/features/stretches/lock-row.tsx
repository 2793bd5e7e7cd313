import { ReasonField } from '../evidence/reason-field.tsx';
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceLock } from '../../../shared/schemas/evidence.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';
import classes from './stretches.module.css';
import { useCameraNames } from './use-camera-names.ts';

export interface LockRowProps {
  readonly lock: EvidenceLock;
  readonly onChanged: () => Promise<void>;
  readonly onShow: (atMs: number) => void;
}

export function LockRow({ lock, onChanged, onShow }: LockRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useCameraNames();
  const [asking, setAsking] = useState(false);
  const { cameraIds, fromMs, toMs, by, reason, changedAtMs, incidentId } = lock;
  return (
    <Stack gap={4} className={classes.row} data-lock={lock.id}>
      <Text size="sm" fw={600} truncate>
        {nameOf(cameraIds)}
      </Text>
      <Anchor component="button" type="button" size="sm" ta="left" onClick={() => onShow(fromMs)}>
        {t('stretches.span', { from: format.dateTime(fromMs), to: format.time(toMs), length: format.duration(toMs - fromMs) })}
      </Anchor>
      <Text size="xs" c="dimmed">
        {by === null
          ? t('stretches.byStation', { when: format.dateTime(changedAtMs) })
          : t('stretches.byWhen', { who: by, when: format.dateTime(changedAtMs) })}
        {by === null ? '' : ` · ${reason}`}
      </Text>
      <Group gap="sm">
        {incidentId === null ? null : (
          <Anchor size="sm" href={`#/incidents/${incidentId}`}>
            {t('stretches.incident')}
          </Anchor>
        )}
        <Button size="compact-xs" variant="subtle" onClick={() => setAsking(true)}>
          {t('evidenceClips.unlock')}
        </Button>
      </Group>
      {asking ? <UnlockDialog lock={lock} onClose={() => setAsking(false)} onChanged={onChanged} /> : null}
    </Stack>
  );
}

/** Asks why, then lets retention delete it again. */
function UnlockDialog({
  lock,
  onClose,
  onChanged,
}: {
  readonly lock: EvidenceLock;
  readonly onClose: () => void;
  readonly onChanged: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const client = useClient();
  const [reason, setReason] = useState('');
  const { id, incidentId, cameraIds } = lock;
  const unlock = async () => {
    if (incidentId === null) await client.call('evidence.unlockStretch', { id, cameraId: cameraIds[0] ?? '', reason });
    else await client.call('evidence.unlock', { incidentId, reason });
    await onChanged();
    onClose();
  };
  return (
    <DialogFrame
      title={t('evidenceClips.unlockTitle')}
      action={t('stretches.unlockAction')}
      disabled={reason.trim() === ''}
      onClose={onClose}
      onSubmit={unlock}
    >
      <Text size="sm">{t(incidentId === null ? 'stretches.unlockHint' : 'evidenceClips.unlockHint')}</Text>
      <ReasonField value={reason} onChange={setReason} />
    </DialogFrame>
  );
}
