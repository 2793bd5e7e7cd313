import {
  emailSettingsSchema,
  pushSettingsSchema,
  settingsViewOf,
  smsSettingsSchema,
  webhookSettingsSchema,
  whatsappSettingsSchema,
} from '../../schemas/channel-settings.ts';
import { method, nothing } from './method.ts';

const whatsapp = settingsViewOf(whatsappSettingsSchema);
const email = settingsViewOf(emailSettingsSchema);
const sms = settingsViewOf(smsSettingsSchema);
const push = settingsViewOf(pushSettingsSchema);
const webhook = settingsViewOf(webhookSettingsSchema);

/** Settings of channels; tokens and passwords are set by `secrets.set` and never come out. */
export const channelSettingsMethods = {
  'whatsapp.settings': method('admin', 'station', ['GET', '/api/channels/whatsapp/settings'], 'Settings of WhatsApp', nothing, whatsapp),
  'whatsapp.updateSettings': method(
    'admin',
    'station',
    ['PATCH', '/api/channels/whatsapp/settings'],
    'Change settings of WhatsApp',
    whatsappSettingsSchema.partial(),
    whatsapp,
  ),
  'email.settings': method('admin', 'station', ['GET', '/api/channels/email/settings'], 'Settings of e-mail', nothing, email),
  'email.updateSettings': method(
    'admin',
    'station',
    ['PATCH', '/api/channels/email/settings'],
    'Change settings of e-mail',
    emailSettingsSchema.partial(),
    email,
  ),
  'sms.settings': method('admin', 'station', ['GET', '/api/channels/sms/settings'], 'Settings of SMS', nothing, sms),
  'sms.updateSettings': method(
    'admin',
    'station',
    ['PATCH', '/api/channels/sms/settings'],
    'Change settings of SMS',
    smsSettingsSchema.partial(),
    sms,
  ),
  'push.settings': method('admin', 'station', ['GET', '/api/channels/push/settings'], 'Settings of Web Push', nothing, push),
  'push.updateSettings': method(
    'admin',
    'station',
    ['PATCH', '/api/channels/push/settings'],
    'Change settings of Web Push',
    pushSettingsSchema.partial(),
    push,
  ),
  'webhooks.settings': method('admin', 'station', ['GET', '/api/channels/webhook/settings'], 'Settings of webhooks', nothing, webhook),
  'webhooks.updateSettings': method(
    'admin',
    'station',
    ['PATCH', '/api/channels/webhook/settings'],
    'Change settings of webhooks',
    webhookSettingsSchema.partial(),
    webhook,
  ),
} as const;
