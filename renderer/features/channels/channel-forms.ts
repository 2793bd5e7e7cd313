import type { ComponentType } from 'react';
import type { ChannelName, ChannelState } from '../../../shared/schemas/notification.ts';
import { TelegramForm } from './telegram-form.tsx';

/** What a channel's own form gets: how the channel is doing, and how to read that anew after a change. */
export interface ChannelFormProps {
  readonly state: ChannelState;
  readonly reload: () => void;
}

/** The set-up form of each channel that has one; each is a file of its own beside this one, `<channel>-form.tsx`. */
export const channelForms: Partial<Record<ChannelName, ComponentType<ChannelFormProps>>> = {
  telegram: TelegramForm,
};
