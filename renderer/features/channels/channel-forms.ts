import type { ComponentType } from 'react';
import type { ChannelName, ChannelState } from '../../../shared/schemas/notification.ts';
import { EmailForm } from './email-form.tsx';
import { PushForm } from './push-form.tsx';
import { SmsForm } from './sms-form.tsx';
import { TelegramForm } from './telegram-form.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { WhatsappForm } from './whatsapp-form.tsx';

/** What a channel's own form gets: how the channel is doing, and how to read that anew after a change. */
export interface ChannelFormProps {
  readonly state: ChannelState;
  readonly reload: () => void;
}

/** The set-up form of each channel that has one; each is a file of its own beside this one, `<channel>-form.tsx`. */
export const channelForms: Partial<Record<ChannelName, ComponentType<ChannelFormProps>>> = {
  telegram: TelegramForm,
  whatsapp: WhatsappForm,
  email: EmailForm,
  sms: SmsForm,
  push: PushForm,
  webhook: WebhookForm,
};
