import { Alert as Notice, Badge, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconVolume3 } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAlerts, useConsole, useMay, usePreferences } from '../../app/state/console-context.tsx';
import { useNarrow } from '../../ui/use-width.ts';
import { hasSiren, putAside, soundingKind } from './alert-queue.ts';
import { AlertActions } from './alert-actions.tsx';
import { AlertFacts } from './alert-facts.tsx';
import { IncidentPhoto } from './incident-photo.tsx';
import { placeName } from './place-name.ts';
import { PopupFooter } from './popup-footer.tsx';
import classes from './incident-popup.module.css';
import { useReplacedAt } from './use-replaced-at.ts';
import { useReportShown } from './use-report-shown.ts';
import { WaitingList } from './waiting-list.tsx';

const listedAtOnce = 4;

/** The alert on top of everything, with sound, until somebody takes it or puts it aside. */
export function IncidentPopup() {
  const { t } = useTranslation();
  const { model, alarm } = useConsole();
  const narrow = useNarrow();
  const waiting = useAlerts((alerts) => alerts.waiting);
  const sounding = useAlerts(soundingKind);
  const volume = usePreferences((preferences) => preferences.volume);
  const blocked = useStore(alarm.state, (state) => state.blocked);
  const mayAct = useMay('responder');
  const [alert, ...rest] = waiting;
  const replacedAtMs = useReplacedAt(alert?.id ?? null);
  const listed = rest.slice(0, listedAtOnce);
  useReportShown(waiting.slice(0, 1 + listedAtOnce).map(({ id }) => id));
  useEffect(() => alarm.ring(sounding), [alarm, sounding]);
  useEffect(() => () => alarm.ring(null), [alarm]);
  if (!alert) return null;

  return (
    <Modal
      opened
      onClose={() => model.alerts.setState((state) => putAside(state, [alert.id]))}
      closeOnClickOutside={false}
      closeOnEscape={false}
      fullScreen={narrow}
      size={760}
      centered
      zIndex={400}
      transitionProps={{ duration: 0 }}
      classNames={{ content: classes.content ?? '', header: classes.header ?? '' }}
      title={
        <Group gap="sm" wrap="nowrap">
          <Badge color="red" variant="filled" size="lg" flex="none">
            {t(`kind.${alert.kind}`)}
          </Badge>
          <Text fw={700} truncate>
            {placeName(alert)}
          </Text>
        </Group>
      }
      closeButtonProps={{ 'aria-label': t('popup.setAside') }}
    >
      <Stack gap="sm" role="alertdialog" aria-label={t('popup.label', { kind: t(`kind.${alert.kind}`), camera: placeName(alert) })}>
        {blocked && volume > 0 && sounding ? (
          <Notice color="yellow" variant="light" p="xs" icon={<IconVolume3 size={18} />}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">{t('popup.soundBlocked')}</Text>
              <Button size="compact-sm" color="yellow" variant="filled" onClick={() => void alarm.unlock()}>
                {t('popup.enableSound')}
              </Button>
            </Group>
          </Notice>
        ) : null}
        {hasSiren(alert) ? (
          <Notice color="red" variant="filled" p="xs" role="alert">
            {t('popup.siren')}
          </Notice>
        ) : null}
        {alert.kind === 'emergency' && !alert.photoUrl ? null : (
          <IncidentPhoto
            key={alert.id}
            photoUrl={alert.photoUrl}
            boxes={alert.incident?.boxes ?? []}
            alt={t('incidents.photoOf', { camera: alert.cameraName })}
          />
        )}
        <AlertFacts alert={alert} />
        {mayAct ? (
          <AlertActions key={`actions-${alert.id}`} alert={alert} replacedAtMs={replacedAtMs} />
        ) : (
          <Text c="dimmed">{t('popup.viewerOnly')}</Text>
        )}
        <PopupFooter alert={alert} waiting={waiting} />
        <WaitingList alerts={listed} more={rest.length - listed.length} />
      </Stack>
    </Modal>
  );
}
