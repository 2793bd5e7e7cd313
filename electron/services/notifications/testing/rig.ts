import type { AlertMessage, Incident } from '../../../../shared/schemas/incident.ts';
import { IncidentService } from '../../incidents/incident-service.ts';
import type { Store } from '../../store/store.ts';
import type { Channel } from '../channel.ts';
import { createNotifications, type NotificationsOptions } from '../notifications.ts';

export interface RigOptions extends Partial<NotificationsOptions> {
  readonly onAlert?: (message: AlertMessage) => void;
}

/** The parts of a station between a sighting and the channels, wired as `station.ts` wires them. */
export async function startRig(store: Store, dataDir: string, channels: readonly Channel[], options: RigOptions = {}) {
  const alerts: AlertMessage[] = [];
  const changes: Incident[] = [];
  const problems: string[] = [];
  const note = (_fields: unknown, message?: string) => void problems.push(message ?? '');
  const log = { warn: note, error: note };
  const onChanged = (incident: Incident) => void changes.push(incident);
  const notifications = createNotifications({
    store,
    owner: 'station-1',
    onIncidentChanged: onChanged,
    localUrl: () => 'http://10.0.0.2:4001',
    log,
    minuteOfDay: () => 12 * 60,
    ...options,
  });
  for (const channel of channels) notifications.register(channel);
  const incidents = new IncidentService({
    store,
    dataDir,
    planner: notifications.planner,
    onAlert: (message) => {
      alerts.push(message);
      options.onAlert?.(message);
    },
    onChanged,
    log,
    mergeWindowMs: 0,
    ...(options.nowMs ? { nowMs: options.nowMs } : {}),
  });
  await notifications.start();
  await incidents.start();
  return {
    notifications,
    incidents,
    alerts,
    changes,
    problems,
    close: async () => {
      await incidents.close();
      await notifications.close();
    },
  };
}
