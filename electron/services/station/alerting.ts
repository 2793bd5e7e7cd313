import { hostname } from 'node:os';
import { createEmergencyHandlers } from '../emergency/emergency-handlers.ts';
import { EmergencyService } from '../emergency/emergency-service.ts';
import { createIncidentHandlers } from '../incidents/incident-handlers.ts';
import { IncidentService } from '../incidents/incident-service.ts';
import { type Channels, createChannels } from '../notifications/channels/create-channels.ts';
import { stationTelegram } from '../notifications/channels/telegram/station-telegram.ts';
import { createNotifications, type Notifications } from '../notifications/notifications.ts';
import type { Foundation } from './foundation.ts';
import type { Neighbours } from './neighbours.ts';

/** Incidents, calls for help, and who is told of them over which channel. */
export function createAlerting(base: Foundation, near: Neighbours) {
  const { store, events, log, closers, config, secrets, audit, hub, nowMs } = base;
  const publicUrl = (): string | null => near.tunnel().publicUrl();
  const notifications: Notifications = closers.add(
    createNotifications({
      store,
      owner: `${hostname()}:${config.dataDir}`,
      onIncidentChanged: (incident) => events.emit('incident-changed', incident),
      publicUrl,
      localUrl: () => near.localUrl(),
      log,
    }),
    (service) => service.close(),
  );
  const telegram = closers.add(
    stationTelegram({
      ...{ store, hub, notifications, secrets: secrets.store, apiUrl: config.telegramApiUrl, audit: audit.log, log },
      incidents: () => incidents,
      cameras: near.cameras,
      clipOf: (incidentId) => near.clipOf(incidentId),
      address: { current: publicUrl, onChanged: (listener) => events.on('public-address', listener) },
    }),
    (service) => service.close(),
  );
  const channels: Channels = closers.add(
    createChannels({
      ...{ store, notifications, events, log, environment: config.channels, secrets: secrets.store, sealing: secrets.sealing },
      incidents: { get: (id) => incidents.get(id), photoPath: (id) => incidents.photoPath(id) },
      publicUrl,
      reachOf: async (userId) => (await store.users.get(userId))?.reach ?? null,
    }),
    (all) => all.close(),
  );
  const incidents: IncidentService = closers.add(
    new IncidentService({
      store,
      dataDir: config.dataDir,
      planner: channels.planner(notifications.planner),
      onAlert: (message) => {
        near.metrics.alertSeconds.observe(Math.max(0, nowMs() - message.detectedAtMs) / 1000);
        events.emit('receive-message', message);
      },
      onChanged: (incident) => events.emit('incident-changed', incident),
      log,
    }),
    (service) => service.close(),
  );
  const emergency = new EmergencyService({
    incidents: {
      get: (id) => incidents.get(id),
      raiseEmergency: (report) => {
        if (report.camera) near.recorder().onIncident(report.camera.id, report.atMs);
        return incidents.raiseEmergency(report);
      },
    },
    camera: (id) => near.cameras().get(id),
    picture: (id) => hub.latest(id)?.jpeg ?? null,
    nowMs,
  });
  return {
    incidents,
    notifications,
    receiveTelegramUpdate: telegram.receive.bind(telegram),
    handlers: {
      ...createIncidentHandlers(incidents),
      ...notifications.handlers,
      ...telegram.handlers,
      ...channels.handlers,
      ...createEmergencyHandlers(emergency),
    },
    start: async () => {
      await channels.start();
      await notifications.start();
      await telegram.start();
      await incidents.start();
    },
  };
}
