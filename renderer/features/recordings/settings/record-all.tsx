import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { handIcons } from './record-control.tsx';
import { useRecordByHand } from './use-record-by-hand.ts';

/** Starts and stops recording of every camera by hand. Stopping all of it is asked about first. */
export function RecordAll() {
  const { t } = useTranslation();
  const mayRecord = useMay('operator');
  const record = useRecordByHand();
  const [asking, setAsking] = useState(false);
  if (!mayRecord) return null;
  return (
    <Group gap="xs" role="group" aria-label={t('recorder.hand.all')}>
      <Button
        size="xs"
        variant="default"
        leftSection={<handIcons.on size={14} color="var(--mantine-color-red-6)" aria-hidden="true" />}
        onClick={() => void record('on')}
      >
        {t('recorder.hand.allOn')}
      </Button>
      <Button size="xs" variant="default" leftSection={<handIcons.off size={14} aria-hidden="true" />} onClick={() => setAsking(true)}>
        {t('recorder.hand.allOff')}
      </Button>
      <Button size="xs" variant="default" leftSection={<handIcons.auto size={14} aria-hidden="true" />} onClick={() => void record('auto')}>
        {t('recorder.hand.allAuto')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('recorder.hand.allOff')}
          text={t('recorder.hand.askOff')}
          action={t('recorder.hand.allOff')}
          onClose={() => setAsking(false)}
          onConfirm={() => record('off')}
        />
      ) : null}
    </Group>
  );
}
