import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Client, createClient } from '../../../shared/contract/client.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import type { StationStatus } from '../../../shared/schemas/station.ts';
import { createAlertsStore, type AlertsStore } from '../../features/incidents/alerts-store.ts';
import { alertArrived, incidentChanged } from '../../features/incidents/alert-queue.ts';
import { createDiskStore, type DiskStore } from '../../features/recordings/settings/disk-store.ts';
import { createRecordingsStore, type RecordingsStore, withRecording } from '../../features/recordings/recordings-store.ts';
import type { ConsoleBridge } from '../bridge/console-bridge.ts';
import { type KeptState, readKept, writeKept } from './kept-state.ts';
import { LastSeenShelf, memoryShelf } from './last-seen.ts';
import { loadEverything } from './load-everything.ts';
import { createPlacesStore, type PlacesStore, withCamera, withoutCamera, withoutSite, withSite } from './places-store.ts';
import type { Shelf } from './preferences-store.ts';
import { createSessionStore, type SessionStore, withConnection } from './session-store.ts';

export interface Station {
  readonly status: StationStatus | null;
  /** Station's clock minus this machine's, milliseconds; a phone's clock may be minutes off. */
  readonly clockOffsetMs: number;
}

/** All the console knows, without a screen: stores fed by the station's events. */
export interface ConsoleModel {
  readonly bridge: ConsoleBridge;
  readonly client: Client;
  readonly session: SessionStore;
  readonly places: PlacesStore;
  readonly station: StoreApi<Station>;
  readonly alerts: AlertsStore;
  readonly recordings: RecordingsStore;
  /** What was kept from an earlier visit; null once the station was read. */
  readonly kept: StoreApi<{ readonly state: KeptState | null }>;
  readonly recordingDisk: DiskStore;
  /** Words another person sent to every console. */
  onMessage(listener: (text: string) => void): () => void;
  /** Alerts that came and went while this console was away. */
  onPassed(listener: (incidents: readonly Incident[]) => void): () => void;
  close(): void;
}

/** @param shelf where this browser keeps how far it has read, and what it read last. */
export function createConsoleModel(bridge: ConsoleBridge, shelf: Shelf = memoryShelf()): ConsoleModel {
  const client = createClient(bridge);
  const session = createSessionStore();
  const places = createPlacesStore();
  const station = createStore<Station>(() => ({ status: null, clockOffsetMs: 0 }));
  const alerts = createAlertsStore();
  const recordings = createRecordingsStore();
  const recordingDisk = createDiskStore();
  const keptBefore = readKept(shelf);
  const kept = createStore<{ readonly state: KeptState | null }>(() => ({ state: keptBefore }));
  if (keptBefore) places.setState({ cameras: keptBefore.cameras, sites: keptBefore.sites });
  const messageListeners = new Set<(text: string) => void>();
  const passedListeners = new Set<(incidents: readonly Incident[]) => void>();
  const model = { bridge, client, session, places, station, alerts, recordings, recordingDisk, kept };
  const onInvalid = (error: unknown) => console.error('the station sent something that breaks the contract', error);
  const lastSeen = new LastSeenShelf(shelf);
  let loading: AbortController | null = null;

  /** The next person at this device may not see what the last one saw. */
  const forget = () => {
    kept.setState({ state: null });
    writeKept(shelf, null);
  };

  /** Boxes and evidence; the alert is on the screen before they are. */
  const readDetails = async (id: string) => {
    try {
      const incident = await client.call('incidents.get', { id });
      alerts.setState((state) => incidentChanged(state, incident));
    } catch (error) {
      console.warn('the details of an incident could not be read', error);
    }
  };

  const stops = [
    client.on('camera-changed', (camera) => places.setState((state) => withCamera(state, camera)), onInvalid),
    client.on('camera-removed', ({ id }) => places.setState((state) => withoutCamera(state, id)), onInvalid),
    client.on('recording-changed', (state) => recordings.setState((known) => withRecording(known, state)), onInvalid),
    client.on('recording-disk', (notice) => recordingDisk.setState({ notice }), onInvalid),
    client.on('site-changed', (site) => places.setState((state) => withSite(state, site)), onInvalid),
    client.on('site-removed', ({ id }) => places.setState((state) => withoutSite(state, id)), onInvalid),
    client.on('station-status', (status) => station.setState({ status, clockOffsetMs: status.nowMs - Date.now() }), onInvalid),
    client.on(
      'public-address',
      (publicAddress) => station.setState(({ status }) => ({ status: status && { ...status, publicAddress } })),
      onInvalid,
    ),
    client.on('incident-changed', (incident) => alerts.setState((state) => incidentChanged(state, incident)), onInvalid),
    client.on(
      'receive-message',
      (message) => {
        if (message.kind === 'message') for (const listener of messageListeners) listener(message.text);
        else {
          alerts.setState((state) => alertArrived(state, message));
          void readDetails(message.id);
        }
      },
      onInvalid,
    ),
    bridge.onConnection((connection) => {
      session.setState((state) => withConnection(state, connection, Date.now()));
      loading?.abort();
      if (connection === 'signed_out') forget();
      if (connection !== 'connected') return;
      loading = new AbortController();
      const onPassed = (incidents: readonly Incident[]) => {
        for (const listener of passedListeners) listener(incidents);
      };
      const onLoaded = (state: KeptState) => {
        kept.setState({ state: null });
        writeKept(shelf, state);
      };
      void loadEverything({ ...model, lastSeen, onPassed, onLoaded }, loading.signal);
    }),
  ];

  return {
    ...model,
    onMessage: (listener) => {
      messageListeners.add(listener);
      return () => void messageListeners.delete(listener);
    },
    onPassed: (listener) => {
      passedListeners.add(listener);
      return () => void passedListeners.delete(listener);
    },
    close: () => {
      loading?.abort();
      for (const stop of stops) stop();
      bridge.close();
    },
  };
}
