import { Alert, Box, Button, Center, EmptyState, Group, Loader, MultiSelect, TextInput, Title } from '@mantine/core';
import { IconVideoOff } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Camera } from '../../../shared/schemas/camera.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { useErrorText } from '../../app/i18n/use-error-text.ts';
import { useRoute } from '../../app/router/use-route.ts';
import { useClient, useConsole, usePlaces } from '../../app/state/console-context.tsx';
import { GapLegend } from './gap-legend.tsx';
import { NothingRecorded } from './nothing-recorded.tsx';
import classes from './playback.module.css';
import { playbackKey } from './playback-keys.ts';
import { mostCameras, PlaybackModel } from './playback-model.ts';
import { PlayerTile } from './player-tile.tsx';
import { StretchBar } from './stretch-bar.tsx';
import { dayOfField, fieldOfDay } from './time-window.ts';
import { TimelineView } from './timeline-view.tsx';
import { TransportBar } from './transport-bar.tsx';
import { FailureAlert } from '../../ui/failure-alert.tsx';

/** Near enough to see what lies around an incident, or just now. */
const nearbyMs = 600_000;

/** Recordings over time: of the first cameras, or of an incident's camera when its id is in the address. */
export function PlaybackPage() {
  const { t } = useTranslation();
  const { id } = useRoute();
  const cameras = usePlaces((places) => places.cameras);
  const { incident, error } = useIncidentOf(id);
  if (error) return <FailureAlert error={error} />;
  if (!cameras || (id && !incident))
    return (
      <Center py="xl">
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  if (cameras.length === 0)
    return (
      <EmptyState
        py={48}
        icon={<IconVideoOff size={40} stroke={1.4} />}
        title={t('playback.title')}
        description={t('playback.noCameras')}
      />
    );
  return <Playback key={id ?? ''} cameras={cameras} incident={incident} />;
}

function useIncidentOf(id: string | null) {
  const client = useClient();
  const [incident, setIncident] = useState<Incident | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let wanted = true;
    setError(null);
    setIncident(null);
    if (id)
      client.call('incidents.get', { id }).then(
        (found) => wanted && setIncident(found),
        (failure: unknown) => wanted && setError(failure),
      );
    return () => {
      wanted = false;
    };
  }, [client, id]);
  return { incident: incident?.id === id ? incident : null, error };
}

function Playback({ cameras, incident }: { readonly cameras: readonly Camera[]; readonly incident: Incident | null }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const model = usePlaybackModel(cameras, incident);
  const { cameraIds, error, timeline } = useStore(model.store);
  const chosen = useMemo(() => cameras.filter(({ id }) => cameraIds.includes(id)), [cameras, cameraIds]);
  const isEmpty = timeline?.cameras.every(({ spans }) => spans.length === 0);
  const columns = Math.ceil(Math.sqrt(Math.max(1, chosen.length)));
  return (
    <div className={classes.page}>
      <Group justify="space-between" align="end">
        <Title order={3}>{t('playback.title')}</Title>
        <DateField model={model} />
      </Group>
      <MultiSelect
        aria-label={t('playback.cameras')}
        data={cameras.map(({ id, name }) => ({ value: id, label: name }))}
        value={[...cameraIds]}
        maxValues={mostCameras}
        searchable
        placeholder={chosen.length === 0 ? t('playback.choose') : ''}
        onChange={(ids) => model.setCameras(ids)}
      />
      {error ? (
        <Alert color="red" title={t('playback.notLoaded')}>
          {errorText(error)}{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => model.ask(0)}>
            {t('common.retry')}
          </Button>
        </Alert>
      ) : null}
      <NothingRecorded cameras={chosen} />
      {isEmpty ? <Alert color="gray">{t('playback.nothingHere')}</Alert> : null}
      <Box className={classes.wall} __vars={{ '--columns': String(columns), '--phone-columns': chosen.length > 2 ? '2' : '1' }}>
        {chosen.map((camera) => (
          <PlayerTile key={camera.id} model={model} camera={camera} />
        ))}
      </Box>
      <TransportBar model={model} />
      <TimelineView model={model} cameras={chosen} />
      <StretchBar model={model} cameras={chosen} />
      <GapLegend model={model} />
    </div>
  );
}

function usePlaybackModel(cameras: readonly Camera[], incident: Incident | null): PlaybackModel {
  const client = useClient();
  const station = useConsole().model.station;
  const [model] = useState(() => {
    const stationNow = () => Date.now() + station.getState().clockOffsetMs;
    const own = cameras.find(({ id }) => id === incident?.cameraId);
    const first = own ? [own] : cameras.filter(({ recording }) => recording.mode !== 'off').slice(0, 4);
    const ids = (first.length > 0 ? first : cameras.slice(0, 1)).map(({ id }) => id);
    const atMs = incident ? incident.timing.frameAtMs - 5_000 : stationNow() - 60_000;
    return new PlaybackModel(client, ids, atMs, stationNow);
  });
  useEffect(() => model.start(), [model]);
  useEffect(() => {
    if (incident) model.showAround(incident.timing.frameAtMs, nearbyMs);
  }, [model, incident]);
  usePlaybackKeys(model);
  return model;
}

function usePlaybackKeys(model: PlaybackModel): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isWriting = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    const key = playbackKey(event);
    if (!key || event.defaultPrevented || isWriting || document.querySelector('[role=dialog]')) return;
    // A button that has the focus takes the space bar for itself.
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    if (key === 'toggle') model.toggle();
    else if (key === 'back' || key === 'forward') model.jump((key === 'back' ? -1 : 1) * (event.shiftKey ? 60_000 : 5_000));
    else if (key === 'farBack' || key === 'farForward') model.jump(key === 'farBack' ? -10_000 : 10_000);
    else if (key === 'stepBack' || key === 'stepForward') model.step(key === 'stepBack' ? -1 : 1);
    else if (key === 'markBegin' || key === 'markEnd') model.markEnd(key === 'markBegin' ? 'from' : 'to');
    else if (key === 'slower' || key === 'faster') model.shiftSpeed(key === 'slower' ? -1 : 1);
    else if (key === 'zoomIn' || key === 'zoomOut') model.zoom(key === 'zoomIn' ? 0.5 : 2);
    else model.jumpToIncident(key === 'previousIncident' ? -1 : 1);
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function DateField({ model }: { readonly model: PlaybackModel }) {
  const { t } = useTranslation();
  const day = useStore(model.store, ({ positionMs }) => fieldOfDay(positionMs));
  const show = (atMs: number) => {
    model.showDay(atMs);
    model.seek(atMs);
  };
  return (
    <Group gap="xs" align="end">
      <TextInput
        type="date"
        size="xs"
        aria-label={t('playback.date')}
        value={day}
        onChange={({ target }) => {
          const atMs = dayOfField(target.value);
          if (atMs !== null) show(atMs);
        }}
      />
      <Button size="xs" variant="default" onClick={() => model.showNow(nearbyMs)}>
        {t('playback.now')}
      </Button>
    </Group>
  );
}
