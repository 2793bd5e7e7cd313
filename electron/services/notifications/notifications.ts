import type { Incident } from '../../../shared/schemas/incident.ts';
import type { ChannelName } from '../../../shared/schemas/notification.ts';
import type { NowMs } from '../clock.ts';
import type { AlertPlanner } from '../incidents/alert-planner.ts';
import type { Logger } from '../logging/logger.ts';
import { incidentOf } from '../store/incident-record.ts';
import type { Store } from '../store/store.ts';
import type { Channel } from './channel.ts';
import { ChannelRegistry } from './channel-registry.ts';
import { ChannelStates } from './channel-states.ts';
import { ContactService } from './contact-service.ts';
import { everybodyDeclined } from './declines.ts';
import { addressDeliveries } from './deliveries.ts';
import { Dispatcher } from './dispatcher.ts';
import { Escalator } from './escalator.ts';
import { createNotificationHandlers, type NotificationHandlers } from './notification-handlers.ts';
import { NotificationSettingsService } from './notification-settings-service.ts';
import { Pauses } from './pauses.ts';
import { Planner } from './planner.ts';
import { minuteOfDay } from './quiet-hours.ts';
import { TestMessages } from './test-messages.ts';

export interface NotificationsOptions {
  readonly store: Store;
  /** Names this station among those that share a database; the same after a restart. */
  readonly owner: string;
  readonly onIncidentChanged: (incident: Incident) => void;
  /** The console's address from outside, while a tunnel holds; null = there is none. */
  readonly publicUrl?: () => string | null;
  /** The console's address on the local network. */
  readonly localUrl: () => string;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly nowMs?: NowMs;
  readonly minuteOfDay?: (atMs: number) => number;
}

/** Everything that tells people of incidents. */
export interface Notifications {
  /** Channels are added before `start`. */
  register(channel: Channel): void;
  readonly contacts: ContactService;
  readonly planner: AlertPlanner;
  readonly handlers: NotificationHandlers;
  /** Address of the console, or of one incident in it, as messages carry it now. */
  linkTo(incidentId?: string): string;
  /** The console can be reached at another address: contacts who want to know are told. */
  addressChanged(url: string): Promise<void>;
  /** The video of an incident is there: everybody who got its alert gets it. */
  clipReady(incidentId: string): Promise<void>;
  /** Snoozed cameras and disarmed contacts. */
  readonly pauses: Pauses;
  /** A contact will not take it; when nobody else was told, the next ones are told at once. Never rejects. */
  declined(incidentId: string): Promise<void>;
  /** A channel became ready, or rows were written: look now instead of in a few seconds. */
  wake(channel?: ChannelName): void;
  /** Goes on where the last run ended. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Another station over the same database may have changed contacts and settings. */
const refreshEveryMs = 15_000;

/** Puts contacts, planner, workers and escalation together. */
export function createNotifications(options: NotificationsOptions): Notifications {
  const { store, owner, log, onIncidentChanged, publicUrl = () => null, localUrl, nowMs = Date.now } = options;
  const registry = new ChannelRegistry();
  const states = new ChannelStates(store.deliveries, registry);
  const contacts = new ContactService({ contacts: store.contacts, nowMs });
  const pauses = new Pauses(store.pauses, nowMs);
  const settings = new NotificationSettingsService(store.settings, nowMs);
  const tests = new TestMessages({ outbox: store.outbox, registry, contacts, nowMs, wake: (channel) => dispatcher.wake(channel) });
  const dispatcher = new Dispatcher({
    registry,
    deliveries: store.deliveries,
    owner,
    log,
    nowMs,
    onChanged: (record) => onIncidentChanged(incidentOf(record)),
    onOutcome: (delivery, outcome) => {
      states.note(delivery, outcome);
      tests.note(delivery, outcome);
    },
  });
  const planner = new Planner({
    contacts: () => contacts.all(),
    settings: () => settings.current,
    isOn: (channel) => registry.isOn(channel),
    isPaused: (contactId, cameraId, atMs) => pauses.isPaused(contactId, cameraId, atMs),
    minuteOfDay: options.minuteOfDay ?? minuteOfDay,
  });
  const escalator = new Escalator({
    store,
    planner,
    settings: () => settings.current,
    onChanged: (record) => onIncidentChanged(incidentOf(record)),
    onCommitted: () => dispatcher.wake(),
    log,
    nowMs,
  });
  const refresh = () => Promise.all([contacts.refresh(), settings.refresh(), pauses.refresh()]);
  let refreshing: NodeJS.Timeout | null = null;

  return {
    register: (channel) => registry.add(channel),
    contacts,
    planner: {
      plan: (record, atMs) => planner.newIncident(record, atMs),
      committed: () => dispatcher.wake(),
      sendUnstored: (deliveries) => dispatcher.sendUnstored(deliveries),
    },
    handlers: createNotificationHandlers({ store, contacts, settings, states, tests, escalator }),
    linkTo: (incidentId) => `${(publicUrl() ?? localUrl()).replace(/\/$/, '')}/${incidentId ? `#/incidents/${incidentId}` : ''}`,
    addressChanged: async (url) => {
      const wanted = contacts.all().filter(({ enabled, addressNotices }) => enabled && addressNotices);
      const deliveries = wanted.flatMap((contact) => addressDeliveries(contact, url, nowMs()));
      await store.outbox.enqueue(
        deliveries.filter(({ channel }) => registry.isOn(channel as ChannelName)),
        nowMs(),
      );
      dispatcher.wake();
    },
    clipReady: async (incidentId) => {
      await store.deliveries.queueClip(incidentId, nowMs());
      dispatcher.wake();
    },
    pauses,
    declined: async (incidentId) => {
      try {
        if (await everybodyDeclined(store, incidentId)) await escalator.goOn(incidentId);
      } catch (error) {
        log.error({ err: error, incidentId }, 'everybody declined, and the next ones could not be told at once; they will be in time');
      }
    },
    wake: (channel) => dispatcher.wake(channel),
    start: async () => {
      await refresh();
      await states.start();
      for (const told of await store.deliveries.toldSince(nowMs() - settings.current.cooldownS * 1000))
        planner.cooldown.note(told, told.atMs);
      await dispatcher.start();
      await escalator.run();
      if (store.kind === 'postgres')
        refreshing = setInterval(
          () => void refresh().catch((error: unknown) => log.warn({ err: error }, 'contacts could not be read anew')),
          refreshEveryMs,
        );
    },
    close: async () => {
      if (refreshing) clearInterval(refreshing);
      await escalator.close();
      await dispatcher.close();
      for (const channel of registry.all()) await channel.close();
    },
  };
}
