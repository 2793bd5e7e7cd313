import { ActionIcon } from '@mantine/core';
import { IconKeyboard, IconShieldHalf } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InferenceHealth } from '../../../shared/schemas/model.ts';
import { EmergencyButton } from '../../features/emergency/emergency-button.tsx';
import { AddressStripItem } from '../../features/remote-access/address-strip-item.tsx';
import { StatusDot, type StatusDotProps } from '../../ui/status-dot.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useFormat } from '../i18n/use-format.ts';
import { usePlaces, useSession, useStation } from '../state/console-context.tsx';
import { MessageButton } from './message-button.tsx';
import classes from './shell.module.css';

const dots: Record<InferenceHealth['state'], StatusDotProps['status']> = {
  starting: 'connecting',
  running: 'live',
  motion_only: 'stale',
  restarting: 'connecting',
  stopped: 'offline',
};

/** Station, detection, cameras and the time, always in sight. */
export function StatusStrip({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const connected = useSession(({ connection }) => connection === 'connected');
  const cameras = usePlaces((places) => places.cameras) ?? [];
  const inference = useStation(({ status }) => status?.inference.state);
  const behind = useStation(({ status }) => (status?.inference.state === 'running' ? status.inference.camerasBehind : 0));
  const live = connected ? cameras.filter(({ state }) => state.status === 'live').length : 0;
  const stationText = t(connected ? 'connection.connected' : 'connection.lostShort');
  const detectionText = (state: InferenceHealth['state']) =>
    behind > 0 ? t('inference.behind', { behind, total: cameras.length }) : t(`inference.${state}`);
  // What was known before the connection was lost says nothing about now.
  const inferenceText = connected && inference ? detectionText(inference) : t('inference.unknown');
  const counts = { live, total: cameras.length };
  return (
    <header className={classes.strip}>
      <span className={classes.brand}>
        <IconShieldHalf size={20} color="var(--mantine-color-cyan-5)" aria-hidden="true" />
        SENTRA
      </span>
      <span className={classes.item}>
        <StatusDot status={connected ? 'live' : 'offline'} label={stationText} />
        <span className="mantine-visible-from-sm">{stationText}</span>
      </span>
      <span className={classes.item} data-testid="inference-state">
        <StatusDot status={connected && inference ? (behind > 0 ? 'stale' : dots[inference]) : 'disabled'} label={inferenceText} />
        <span className="mantine-visible-from-sm">{inferenceText}</span>
      </span>
      <span className={classes.item} title={t('strip.cameras', counts)}>
        <span className="mantine-visible-from-sm">{t('strip.cameras', counts)}</span>
        <span className="mantine-hidden-from-sm">{t('strip.camerasShort', counts)}</span>
      </span>
      <AddressStripItem className={classes.item} />
      <span className={classes.spacer} />
      <time className={classes.clock}>{format.time(nowMs)}</time>
      <EmergencyButton />
      <MessageButton />
      <ActionIcon variant="subtle" color="gray" onClick={onHelp} aria-label={t('strip.help')} visibleFrom="sm">
        <IconKeyboard size={18} />
      </ActionIcon>
    </header>
  );
}
