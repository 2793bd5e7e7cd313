import { AppError } from '../../../shared/errors.ts';
import { isWaiting } from '../../../shared/domain/incident-life-cycle.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';
import { alertGone, incidentChanged, knowsIncident, newIncidentsLoaded, waitingIds } from '../../features/incidents/alert-queue.ts';
import type { ConsoleModel } from './console-model.ts';
import type { KeptState } from './kept-state.ts';
import type { LastSeenShelf } from './last-seen.ts';
import { inOrder } from './places-store.ts';
import { readChanges, readWaiting, type TakePage } from './read-incidents.ts';

/** Incidents kept on this device for when the station cannot be reached. */
const keptIncidents = 40;
const retryMs = 1_500;
/** How often a connected console makes sure that it has heard everything. */
const checkEveryMs = 5 * 60_000;

export interface Loaded
  extends Pick<ConsoleModel, 'client' | 'session' | 'places' | 'station' | 'alerts' | 'recordings' | 'recordingDisk'> {
  readonly lastSeen: LastSeenShelf;
  /** Alerts that came and went while this console was away. */
  readonly onPassed: (incidents: readonly Incident[]) => void;
  /** All of it was read. */
  readonly onLoaded: (state: KeptState) => void;
}

/**
 * Reads the station's state after every (re)connection, until it succeeds, and makes sure of it from time to time until `signal` ends
 * it. Nothing that happened in between is missed: incidents nobody has acknowledged come up as if they had just arrived, all of them;
 * the cursor tells what came and went.
 */
export async function loadEverything(model: Loaded, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await loadOnce(model, signal);
      await pause(checkEveryMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      console.warn('the state of the station could not be read; trying again', error);
      await pause(retryMs, signal);
    }
  }
}

async function loadOnce(model: Loaded, signal: AbortSignal): Promise<void> {
  const { client, session, places, station, alerts, recordings, recordingDisk } = model;
  const takePage: TakePage = (incidents) => alerts.setState((state) => newIncidentsLoaded(state, incidents));
  const [user, cameras, sites, status, waiting, recorded] = await Promise.all([
    client.call('auth.me', {}),
    client.call('cameras.list', {}),
    client.call('sites.list', {}),
    client.call('station.status', {}),
    readWaiting(client, signal, takePage),
    client.call('recordings.status', {}),
  ]);
  signal.throwIfAborted();
  session.setState({ user });
  places.setState({ cameras: inOrder(cameras), sites });
  recordings.setState(Object.fromEntries(recorded.cameras.map((state) => [state.cameraId, state])), true);
  recordingDisk.setState({ notice: { ...recorded.disk, freed: recorded.freed } });
  station.setState({ status, clockOffsetMs: status.nowMs - Date.now() });
  await catchUp(model, signal, user.id, status.nowMs);
  for (const id of waitingIds(alerts.getState()).filter((known) => !waiting.has(known))) await refresh(model, signal, id);
  const newest = await client.call('incidents.list', { limit: keptIncidents });
  if (!signal.aborted) model.onLoaded({ asOfMs: Date.now(), cameras, sites, incidents: newest.incidents });
}

/** Goes on from where this browser stopped reading. */
async function catchUp({ client, alerts, lastSeen, onPassed }: Loaded, signal: AbortSignal, userId: string, nowMs: number): Promise<void> {
  const before = lastSeen.read(userId);
  const passed = new Map<string, Incident>();
  const cursor = await readChanges(client, signal, before?.cursor ?? null, (incidents) => {
    for (const incident of incidents) {
      const cameMeanwhile = before !== null && incident.timing.detectedAtMs > before.heardUntilMs;
      if (cameMeanwhile && !isWaiting(incident.status) && !knowsIncident(alerts.getState(), incident.id)) passed.set(incident.id, incident);
    }
    alerts.setState((state) => newIncidentsLoaded(state, incidents));
  });
  lastSeen.write({ userId, cursor, heardUntilMs: nowMs });
  if (passed.size > 0) onPassed([...passed.values()]);
}

/** Acknowledged elsewhere while this console was away. */
async function refresh({ client, alerts }: Loaded, signal: AbortSignal, id: string): Promise<void> {
  try {
    const incident = await client.call('incidents.get', { id });
    if (!signal.aborted) alerts.setState((state) => incidentChanged(state, incident));
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error;
    alerts.setState((state) => alertGone(state, id));
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
