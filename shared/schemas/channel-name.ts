import { z } from 'zod';

/** Ways out of the station to a person or a program. The console has a channel of its own (`console`). */
export const channelNames = ['telegram', 'whatsapp', 'email', 'sms', 'push', 'webhook'] as const;
export const channelNameSchema = z.enum(channelNames);
export type ChannelName = z.infer<typeof channelNameSchema>;

/** Where a change of an incident came from: `console` (and REST), a channel's answer, or the station by itself. */
export const viaSchema = z.enum(['console', 'api', 'station', ...channelNames]);
export type Via = z.infer<typeof viaSchema>;
