import type { Handlers } from '../../../../shared/contract/dispatch.ts';
import {
  defaultEmailSettings,
  defaultPushSettings,
  defaultSmsSettings,
  defaultWebhookSettings,
  defaultWhatsappSettings,
  emailSettingsSchema,
  pushSettingsSchema,
  smsSettingsSchema,
  webhookSettingsSchema,
  whatsappSettingsSchema,
} from '../../../../shared/schemas/channel-settings.ts';
import type { Reach } from '../../../../shared/schemas/user.ts';
import type { AlertPlanner } from '../../incidents/alert-planner.ts';
import type { Logger } from '../../logging/logger.ts';
import type { Sealing } from '../../secrets/sealing.ts';
import type { SecretStore } from '../../secrets/secret-store.ts';
import type { EventBus } from '../../station/event-bus.ts';
import type { Store } from '../../store/store.ts';
import type { Notifications } from '../notifications.ts';
import { createChannelSettingsHandlers } from './channel-settings-handlers.ts';
import { EmailChannel } from './email/email-channel.ts';
import { type IncidentSource, NoticeReader } from './notice-reader.ts';
import { PushChannel } from './push/push-channel.ts';
import { createPushHandlers } from './push/push-handlers.ts';
import { VapidKeyRing } from './push/vapid-keys.ts';
import type { EnvironmentSettings } from './settings/environment-settings.ts';
import { LiveSettings, type LiveSettingsOptions } from './settings/live-settings.ts';
import { SmsChannel } from './sms/sms-channel.ts';
import { WebhookChannel } from './webhook/webhook-channel.ts';
import { createWebhookHandlers } from './webhook/webhook-handlers.ts';
import { withWebhooks } from './webhook/webhook-planner.ts';
import { publishStationEvents } from './webhook/publish-station-events.ts';
import { WebhookService } from './webhook/webhook-service.ts';
import { WhatsappChannel } from './whatsapp/whatsapp-channel.ts';

export interface ChannelsOptions {
  readonly store: Store;
  readonly notifications: Notifications;
  readonly incidents: IncidentSource;
  readonly events: EventBus;
  readonly secrets: SecretStore;
  readonly sealing: Sealing;
  /** What the environment sets; it wins. */
  readonly environment: EnvironmentSettings;
  /** The console's address from outside, without a slash at the end; null = there is none. */
  readonly publicUrl: () => string | null;
  /** What a user may see now; null = there is no such user. */
  readonly reachOf: (userId: string) => Promise<Reach | null>;
  readonly log: Pick<Logger, 'error' | 'warn'>;
}

export interface Channels {
  readonly handlers: ReturnType<typeof handlersOf>;
  /** The planner of people's messages with the webhooks' rows added. */
  planner(people: AlertPlanner): AlertPlanner;
  /** Reads settings; before notifications start. */
  start(): Promise<void>;
  /** The channels themselves are closed by notifications. */
  close(): void;
}

/** WhatsApp, e-mail, SMS, Web Push and webhooks: registered with notifications, with their settings. */
export function createChannels(options: ChannelsOptions): Channels {
  const { store, notifications, incidents, events, secrets, sealing, publicUrl, reachOf, log } = options;
  const settings = settingsOf(options);
  const reader = new NoticeReader({ incidents, publicUrl });
  const keys = new VapidKeyRing(secrets);
  const wake = () => notifications.wake('webhook');
  const webhooks = new WebhookService({ webhooks: store.webhooks, outbox: store.outbox, sealing, wake });
  notifications.register(new WhatsappChannel({ settings: settings.whatsapp, reader }));
  notifications.register(new EmailChannel({ settings: settings.email, reader }));
  notifications.register(new SmsChannel({ settings: settings.sms, reader }));
  notifications.register(new PushChannel({ settings: settings.push, reader, push: store.push, keys, reachOf }));
  notifications.register(new WebhookChannel({ settings: settings.webhook, reader, webhooks: store.webhooks, sealing }));
  const stopPublishing = publishStationEvents(events, webhooks, log);
  return {
    handlers: handlersOf(options, settings, keys, webhooks),
    planner: (people) => withWebhooks(people, webhooks),
    start: async () => {
      await Promise.all(Object.values(settings).map((one) => one.reload()));
      await webhooks.refresh();
      await store.push.prune(Date.now());
    },
    close: () => {
      stopPublishing();
      for (const one of Object.values(settings)) one.close();
    },
  };
}

export type ChannelSettings = ReturnType<typeof settingsOf>;

function settingsOf({ store, secrets, environment, log }: ChannelsOptions) {
  const live = <T extends object>(options: Omit<LiveSettingsOptions<T>, 'settings' | 'secrets' | 'log'>) =>
    new LiveSettings<T>({ ...options, settings: store.settings, secrets, log });
  return {
    whatsapp: live({
      ...{ key: 'channel.whatsapp', schema: whatsappSettingsSchema, defaults: defaultWhatsappSettings },
      ...{ environment: environment.whatsapp, secret: 'fonnte-token' },
    }),
    email: live({
      ...{ key: 'channel.email', schema: emailSettingsSchema, defaults: defaultEmailSettings },
      ...{ environment: environment.email, secret: 'smtp-password' },
    }),
    sms: live({
      ...{ key: 'channel.sms', schema: smsSettingsSchema, defaults: defaultSmsSettings },
      ...{ environment: environment.sms, secret: 'sms-auth-token' },
    }),
    push: live({
      ...{ key: 'channel.push', schema: pushSettingsSchema, defaults: defaultPushSettings },
      ...{ environment: environment.push, secret: 'vapid-private-key' },
    }),
    webhook: live({
      ...{ key: 'channel.webhook', schema: webhookSettingsSchema, defaults: defaultWebhookSettings },
      ...{ environment: environment.webhook, secret: null },
    }),
  };
}

function handlersOf({ store, notifications }: ChannelsOptions, settings: ChannelSettings, keys: VapidKeyRing, webhooks: WebhookService) {
  return {
    ...createChannelSettingsHandlers(settings, (channel) => notifications.wake(channel)),
    ...createPushHandlers(store.push, keys),
    ...createWebhookHandlers(webhooks),
  } satisfies Partial<Handlers>;
}
