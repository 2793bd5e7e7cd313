import { isWaiting } from '../../../../../shared/domain/incident-life-cycle.ts';
import type { AuditLog } from '../../../audit/audit-log.ts';
import type { CameraService } from '../../../cameras/camera-service.ts';
import type { IncidentService } from '../../../incidents/incident-service.ts';
import type { FrameHub } from '../../../live/frame-hub.ts';
import type { ContactService } from '../../contact-service.ts';
import type { Notifications } from '../../notifications.ts';
import { createTelegram, type Telegram, type TelegramOptions } from './create-telegram.ts';
import { telegramAudit } from './telegram-audit.ts';
import type { PublicAddress, TelegramContacts } from './telegram-ports.ts';

export interface StationTelegramOptions extends Pick<TelegramOptions, 'store' | 'secrets' | 'apiUrl' | 'log'> {
  readonly notifications: Notifications;
  readonly incidents: () => IncidentService;
  readonly cameras: () => CameraService;
  readonly hub: FrameHub;
  readonly audit: Pick<AuditLog, 'record'>;
  /** Left out = the console cannot be reached from outside. */
  readonly address?: PublicAddress;
  readonly clipOf?: TelegramOptions['clipOf'];
}

const nowhere: PublicAddress = { current: () => null, onChanged: () => () => undefined };

/** The station's Telegram, registered as a channel of its notifications. */
export function stationTelegram(options: StationTelegramOptions): Telegram {
  const { notifications, incidents, cameras, hub, address = nowhere, clipOf = null, audit, log } = options;
  const nameOf = (id: string) => notifications.contacts.all().find((contact) => contact.id === id)?.name ?? null;
  const audited = telegramAudit({ audit, nameOf, log });
  const telegram = createTelegram({
    ...options,
    ...{ address, clipOf, pauses: audited.pauses(notifications.pauses), contacts: contactsOf(notifications.contacts) },
    contact: async (id) => notifications.contacts.all().find((contact) => contact.id === id) ?? null,
    incidents: {
      get: (id) => incidents().get(id),
      waiting: async () => (await incidents().list({ limit: 200 })).incidents.filter(({ status }) => isWaiting(status)),
      update: audited.update((id, patch, who) => incidents().update(id, patch, who.name, 'telegram')),
      photoPath: (id) => incidents().photoPath(id),
      declined: (incidentId) => void notifications.declined(incidentId),
    },
    cameras: { list: () => cameras().list(), latestFrame: (id) => hub.latest(id) },
    onReady: () => notifications.wake('telegram'),
  });
  notifications.register(telegram.channel);
  return telegram;
}

const isChat = (chatId: string) => (each: { readonly channel: string; readonly address: string }) =>
  each.channel === 'telegram' && each.address === chatId;

/** Chats are telegram addresses of contacts; a chat belongs to one contact. */
function contactsOf(contacts: ContactService): TelegramContacts {
  return {
    byChat: async (chatId) => contacts.findByAddress('telegram', chatId),
    link: async (contactId, chatId) => {
      for (const contact of contacts.all()) {
        const others = contact.addresses.filter((each) => !isChat(chatId)(each));
        if (others.length < contact.addresses.length) await contacts.update(contact.id, { addresses: others });
      }
      const contact = contacts.all().find(({ id }) => id === contactId);
      if (!contact) return null;
      return contacts.update(contactId, { addresses: [...contact.addresses, { channel: 'telegram', address: chatId, enabled: true }] });
    },
    moveChat: async (from, to) => {
      const contact = contacts.findByAddress('telegram', from);
      if (!contact) return;
      const addresses = contact.addresses.map((each) => (isChat(from)(each) ? { ...each, address: to } : each));
      await contacts.update(contact.id, { addresses });
    },
  };
}
