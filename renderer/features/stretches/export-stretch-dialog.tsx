import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { DialogFrame } from '../../ui/dialog-frame.tsx';
import { type Stretch, StretchFields } from './stretch-fields.tsx';

export interface ExportStretchDialogProps {
  /** Those that are shown. */
  readonly cameras: readonly Camera[];
  readonly stretch: Stretch;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

/** Asks which cameras, and starts the export of a stretch. */
export function ExportStretchDialog({ cameras, stretch, onClose, onStarted }: ExportStretchDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [chosen, setChosen] = useState(() => cameras.map(({ id }) => id));
  const [burnIn, setBurnIn] = useState(false);
  const start = async () => {
    await client.call('evidence.export', { cameraIds: chosen, ...stretch, burnIn });
    onStarted();
  };
  return (
    <DialogFrame
      title={t('stretches.exportTitle')}
      action={t('stretches.exportAction')}
      disabled={chosen.length === 0}
      onClose={onClose}
      onSubmit={start}
    >
      <StretchFields cameras={cameras} stretch={stretch} chosen={chosen} onChoose={setChosen} />
      <Checkbox size="sm" label={t('evidenceClips.burnIn')} checked={burnIn} onChange={() => setBurnIn(!burnIn)} />
      <Text size="xs" c="dimmed">
        {t('stretches.exportHint')}
      </Text>
    </DialogFrame>
  );
}
