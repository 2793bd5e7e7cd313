import { z } from 'zod';
import { incidentKindSchema } from './incident.ts';
import { idSchema, nameSchema, timeMsSchema } from './primitives.ts';
import { reachSchema } from './user.ts';

/** Ways out of the station to a person or a program. The console has a channel of its own (`console`). */
export const channelNames = ['telegram', 'whatsapp', 'email', 'sms', 'push', 'webhook'] as const;
export const channelNameSchema = z.enum(channelNames);
export type ChannelName = z.infer<typeof channelNameSchema>;

export const languages = ['en', 'id', 'ru'] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

/** One way to reach a contact. `address`: chat id, phone number in E.164, mail address, push subscription id or webhook id. */
export const contactAddressSchema = z.object({
  channel: channelNameSchema,
  address: z.string().trim().min(1).max(300),
  enabled: z.boolean(),
});
export type ContactAddress = z.infer<typeof contactAddressSchema>;

/** Daily span in the station's time zone during which only emergencies go out; may cross midnight. Minutes of the day. */
export const quietHoursSchema = z.object({ fromMinute: z.number().int().min(0).max(1439), toMinute: z.number().int().min(0).max(1439) });
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** A person who is told of incidents. */
export const contactSchema = z.object({
  id: idSchema,
  name: nameSchema,
  language: languageSchema,
  addresses: z.array(contactAddressSchema).max(20),
  /** Cameras and sites whose incidents concern this person. */
  reach: reachSchema,
  kinds: z.array(incidentKindSchema).max(20),
  /** 1 = told at once; 2, 3, ... = told when nobody of the level before took it in time. */
  escalationLevel: z.number().int().min(1).max(5),
  quietHours: quietHoursSchema.nullable(),
  enabled: z.boolean(),
  createdAtMs: timeMsSchema,
});
export type Contact = z.infer<typeof contactSchema>;

/**
 * What a channel is asked to say, kept as the outbox row's payload. `alert`: a new incident. `update`: its state changed and what was
 * sent before should say so. `clip`: the video of an incident. `address`: the console's public address changed. `test`: a person
 * pressed "send a test". Channels read the incident anew when they send, so that a late message tells the present state.
 */
export const noticeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alert'), incidentId: idSchema, language: languageSchema }),
  z.object({ kind: z.literal('update'), incidentId: idSchema, language: languageSchema }),
  z.object({ kind: z.literal('clip'), incidentId: idSchema, language: languageSchema }),
  z.object({ kind: z.literal('address'), url: z.url().max(500), language: languageSchema }),
  z.object({ kind: z.literal('test'), language: languageSchema }),
]);
export type Notice = z.infer<typeof noticeSchema>;

/** A channel as settings show it. */
export const channelStateSchema = z.object({
  channel: channelNameSchema,
  /** `off`: switched off. `incomplete`: a setting is missing, named in `problem`. `failing`: the last attempt failed. */
  state: z.enum(['off', 'incomplete', 'ready', 'failing']),
  /** In words, without secrets; null when all is well. */
  problem: z.string().max(500).nullable(),
  lastDeliveredAtMs: timeMsSchema.nullable(),
  /** Messages waiting now. */
  waiting: z.number().int().min(0),
});
export type ChannelState = z.infer<typeof channelStateSchema>;
