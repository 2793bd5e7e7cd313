import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconLock, IconPackageExport, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Camera } from '../../../shared/schemas/camera.ts';
import { useFormat } from '../../app/i18n/use-format.ts';
import { useMay } from '../../app/state/console-context.tsx';
import { ExportStretchDialog } from '../stretches/export-stretch-dialog.tsx';
import { KeptDrawer } from '../stretches/kept-drawer.tsx';
import { LockStretchDialog } from '../stretches/lock-stretch-dialog.tsx';
import classes from './playback.module.css';
import type { PlaybackModel } from './playback-model.ts';

type Open = 'export' | 'lock' | 'kept' | null;

/** A stretch is marked where the time stands, then exported or kept; for operators. */
export function StretchBar({ model, cameras }: { readonly model: PlaybackModel; readonly cameras: readonly Camera[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayKeep = useMay('operator');
  const selection = useStore(model.store, (state) => state.selection);
  const [open, setOpen] = useState<Open>(null);
  if (!mayKeep) return null;
  const close = () => setOpen(null);
  return (
    <Group gap={6} className={classes.stretch} role="group" aria-label={t('stretches.title')}>
      <Button size="xs" variant="default" onClick={() => model.markEnd('from')}>
        {t('stretches.begin')}
      </Button>
      <Button size="xs" variant="default" onClick={() => model.markEnd('to')}>
        {t('stretches.end')}
      </Button>
      {selection ? (
        <>
          <Text size="sm" data-testid="stretch">
            {t('stretches.span', {
              from: format.dateTime(selection.fromMs),
              to: format.time(selection.toMs),
              length: format.duration(selection.toMs - selection.fromMs),
            })}
          </Text>
          <Button size="xs" leftSection={<IconPackageExport size={16} aria-hidden="true" />} onClick={() => setOpen('export')}>
            {t('stretches.export')}
          </Button>
          <Button size="xs" variant="default" leftSection={<IconLock size={16} aria-hidden="true" />} onClick={() => setOpen('lock')}>
            {t('stretches.lock')}
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('stretches.clear')}
            title={t('stretches.clear')}
            onClick={() => model.clearSelection()}
          >
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        </>
      ) : null}
      <Button size="xs" variant="subtle" ml="auto" onClick={() => setOpen('kept')}>
        {t('stretches.kept')}
      </Button>
      {open === 'export' && selection ? (
        <ExportStretchDialog cameras={cameras} stretch={selection} onClose={close} onStarted={() => setOpen('kept')} />
      ) : null}
      {open === 'lock' && selection ? (
        <LockStretchDialog cameras={cameras} stretch={selection} onClose={close} onLocked={() => setOpen('kept')} />
      ) : null}
      {open === 'kept' ? <KeptDrawer onClose={close} onShow={(atMs) => model.showIncident({ atMs })} /> : null}
    </Group>
  );
}
