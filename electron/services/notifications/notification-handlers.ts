import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { incidentOf } from '../store/incident-record.ts';
import type { Store } from '../store/store.ts';
import type { ChannelStates } from './channel-states.ts';
import type { ContactService } from './contact-service.ts';
import type { Escalator } from './escalator.ts';
import type { NotificationSettingsService } from './notification-settings-service.ts';
import { receiptsOf } from './receipts.ts';
import type { TestMessages } from './test-messages.ts';

export type NotificationHandlers = Pick<
  Handlers,
  | 'contacts.list'
  | 'contacts.create'
  | 'contacts.update'
  | 'contacts.delete'
  | 'channels.list'
  | 'channels.test'
  | 'incidents.history'
  | 'incidents.escalate'
  | 'settings.notifications'
  | 'settings.updateNotifications'
>;

export interface NotificationHandlerParts {
  readonly store: Pick<Store, 'incidents' | 'incidentEvents' | 'outbox'>;
  readonly contacts: ContactService;
  readonly settings: NotificationSettingsService;
  readonly states: ChannelStates;
  readonly tests: TestMessages;
  readonly escalator: Escalator;
}

/** The contract's contacts, channels, history and settings of notifications. */
export function createNotificationHandlers(parts: NotificationHandlerParts): NotificationHandlers {
  const { store, contacts, settings, states, tests, escalator } = parts;
  return {
    'contacts.list': () => [...contacts.all()],
    'contacts.create': (input) => contacts.create(input),
    'contacts.update': ({ id, ...patch }) => contacts.update(id, patch),
    'contacts.delete': async ({ id }) => {
      await contacts.remove(id);
      return { done: true };
    },
    'channels.list': () => states.list(),
    'channels.test': async ({ channel, address, language }) => {
      await tests.send(channel, address, language);
      return { done: true };
    },
    'incidents.history': async ({ id }) => {
      if (!(await store.incidents.get(id))) throw new AppError('not_found', 'There is no such incident.');
      const [events, deliveries] = await Promise.all([store.incidentEvents.ofIncident(id), store.outbox.ofIncident(id)]);
      return { events: events.slice(-500), deliveries: receiptsOf(deliveries).slice(-500) };
    },
    'incidents.escalate': async ({ id }, caller) => incidentOf(await escalator.escalateNow(id, nameOf(caller))),
    'settings.notifications': () => settings.current,
    'settings.updateNotifications': (patch) => settings.update(patch),
  };
}

function nameOf({ user }: Caller): string {
  if (!user) throw new AppError('unauthenticated', 'Sign in first.');
  return user.username;
}
