import type { Handlers } from '../../../../shared/contract/dispatch.ts';
import type { ChannelName } from '../../../../shared/schemas/notification.ts';
import type { ChannelSettings } from './create-channels.ts';

export type ChannelSettingsHandlers = Pick<
  Handlers,
  | 'whatsapp.settings'
  | 'whatsapp.updateSettings'
  | 'email.settings'
  | 'email.updateSettings'
  | 'sms.settings'
  | 'sms.updateSettings'
  | 'push.settings'
  | 'push.updateSettings'
  | 'webhooks.settings'
  | 'webhooks.updateSettings'
>;

/** The contract's settings of channels. @param changed what waited for the channel may be sent now */
export function createChannelSettingsHandlers(settings: ChannelSettings, changed: (channel: ChannelName) => void): ChannelSettingsHandlers {
  const thenWake = <T>(channel: ChannelName, update: Promise<T>): Promise<T> =>
    update.then((view) => {
      changed(channel);
      return view;
    });
  return {
    'whatsapp.settings': () => settings.whatsapp.view(),
    'whatsapp.updateSettings': (patch) => thenWake('whatsapp', settings.whatsapp.update(patch)),
    'email.settings': () => settings.email.view(),
    'email.updateSettings': (patch) => thenWake('email', settings.email.update(patch)),
    'sms.settings': () => settings.sms.view(),
    'sms.updateSettings': (patch) => thenWake('sms', settings.sms.update(patch)),
    'push.settings': () => settings.push.view(),
    'push.updateSettings': (patch) => thenWake('push', settings.push.update(patch)),
    'webhooks.settings': () => settings.webhook.view(),
    'webhooks.updateSettings': (patch) => thenWake('webhook', settings.webhook.update(patch)),
  };
}
