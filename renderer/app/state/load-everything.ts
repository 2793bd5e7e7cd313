import type { Incident } from '../../../shared/schemas/incident.ts';
import { incidentChanged, newIncidentsLoaded, waitingIds } from '../../features/incidents/alert-queue.ts';
import type { ConsoleModel } from './console-model.ts';
import { inOrder } from './places-store.ts';

const retryMs = 1_500;
/** More unhandled incidents than this are reached through the incident list. */
const mostNewIncidents = 200;

/**
 * Reads the station's state after every (re)connection, until it succeeds. Nothing that happened in between is missed: incidents
 * nobody has acknowledged come up as if they had just arrived.
 */
export async function loadEverything(
  model: Pick<ConsoleModel, 'client' | 'session' | 'places' | 'station' | 'alerts' | 'recordings'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await loadOnce(model, signal);
      return;
    } catch (error) {
      console.warn('the state of the station could not be read; trying again', error);
      await pause(retryMs, signal);
    }
  }
}

async function loadOnce(
  {
    client,
    session,
    places,
    station,
    alerts,
    recordings,
  }: Pick<ConsoleModel, 'client' | 'session' | 'places' | 'station' | 'alerts' | 'recordings'>,
  signal: AbortSignal,
): Promise<void> {
  const [user, cameras, sites, status, fresh, recorded] = await Promise.all([
    client.call('auth.me', {}),
    client.call('cameras.list', {}),
    client.call('sites.list', {}),
    client.call('station.status', {}),
    client.call('incidents.list', { status: 'waiting', limit: mostNewIncidents }),
    client.call('recordings.status', {}),
  ]);
  if (signal.aborted) return;
  session.setState({ user });
  places.setState({ cameras: inOrder(cameras), sites });
  recordings.setState(Object.fromEntries(recorded.cameras.map((state) => [state.cameraId, state])), true);
  station.setState({ status, clockOffsetMs: status.nowMs - Date.now() });
  alerts.setState((state) => newIncidentsLoaded(state, fresh.incidents.toReversed()));
  const listed = new Set(fresh.incidents.map(({ id }) => id));
  const unlisted = waitingIds(alerts.getState()).filter((id) => !listed.has(id));
  for (const id of unlisted) await refresh(id);

  /** Acknowledged elsewhere while this console was away, or too old for the list. */
  async function refresh(id: string): Promise<void> {
    const incident: Incident = await client.call('incidents.get', { id });
    alerts.setState((state) => incidentChanged(state, incident));
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
