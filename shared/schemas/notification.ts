import { z } from 'zod';
import { type ChannelName, channelNameSchema } from './channel-name.ts';
import { incidentKindSchema } from './incident.ts';
import { idSchema, nameSchema, timeMsSchema } from './primitives.ts';
import { reachSchema } from './user.ts';
import { webhookEventSchema } from './webhook.ts';

export { type ChannelName, channelNameSchema, channelNames, type Via, viaSchema } from './channel-name.ts';

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
  /** Told when the console's public address changes. */
  addressNotices: z.boolean(),
  enabled: z.boolean(),
  createdAtMs: timeMsSchema,
});
export type Contact = z.infer<typeof contactSchema>;

/** Address formats by channel; a push or webhook address is the id of what was registered. */
const addressRules: Readonly<Record<ChannelName, { readonly schema: z.ZodType<string>; readonly words: string }>> = {
  telegram: { schema: z.string().regex(/^-?\d{1,20}$/), words: 'must be a Telegram chat id: digits only' },
  whatsapp: { schema: z.string().regex(/^\+[1-9]\d{6,14}$/), words: 'must be a phone number like +6281234567890' },
  sms: { schema: z.string().regex(/^\+[1-9]\d{6,14}$/), words: 'must be a phone number like +6281234567890' },
  email: { schema: z.email(), words: 'must be a mail address' },
  push: { schema: idSchema, words: 'must be the id of a user, whose devices are meant' },
  webhook: { schema: idSchema, words: 'must be the id of a webhook' },
};

/** What is wrong with an address of this channel, in words; null = nothing. */
export function addressProblem(channel: ChannelName, address: string): string | null {
  const { schema, words } = addressRules[channel];
  return schema.safeParse(address).success ? null : words;
}

const checkedAddresses = contactSchema.shape.addresses.superRefine((addresses, context) => {
  const seen = new Set<string>();
  for (const [index, { channel, address }] of addresses.entries()) {
    const problem = addressProblem(channel, address) ?? (seen.has(`${channel} ${address}`) ? 'is given twice' : null);
    seen.add(`${channel} ${address}`);
    if (problem) context.addIssue({ code: 'custom', path: [index, 'address'], message: problem });
  }
});

/** A contact as a person enters it. */
export const contactInputSchema = contactSchema
  .omit({ id: true, createdAtMs: true })
  .extend({ addresses: checkedAddresses, addressNotices: z.boolean().default(true), enabled: z.boolean().default(true) });
export type ContactInput = z.infer<typeof contactInputSchema>;
export const contactPatchSchema = contactSchema.omit({ id: true, createdAtMs: true }).extend({ addresses: checkedAddresses }).partial();
export type ContactPatch = z.infer<typeof contactPatchSchema>;

/**
 * What a channel is asked to say, kept as the outbox row's payload. `alert`: a new incident. `update`: its state changed and what was
 * sent before should say so. `clip`: the video of an incident. `address`: the console's public address changed. `test`: a person
 * pressed "send a test". `event`: something happened, for programs (webhooks) only. Channels read the incident anew when they send, so that a late message tells the present state.
 */
export const noticeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alert'), incidentId: idSchema, language: languageSchema }),
  z.object({ kind: z.literal('update'), incidentId: idSchema, language: languageSchema }),
  z.object({ kind: z.literal('clip'), incidentId: idSchema, language: languageSchema }),
  z.object({ kind: z.literal('address'), url: z.url().max(500), language: languageSchema }),
  z.object({ kind: z.literal('test'), language: languageSchema }),
  z.object({ kind: z.literal('event'), event: webhookEventSchema, language: languageSchema }),
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

export const deliveryStates = ['pending', 'delivered', 'failed', 'expired', 'suppressed'] as const;
export const deliveryStateSchema = z.enum(deliveryStates);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** Why a message was not sent although the contact is concerned. */
export const suppressionReasonSchema = z.enum(['cooldown', 'quiet_hours', 'paused', 'channel_off']);
export type SuppressionReason = z.infer<typeof suppressionReasonSchema>;

/** One message about an incident, as its receipts show it. Without the address: many may look, few need the phone number. */
export const deliveryReceiptSchema = z.object({
  id: idSchema,
  channel: channelNameSchema,
  contactName: z.string().max(80).nullable(),
  notice: z.enum(['alert', 'update', 'clip', 'address', 'test']),
  state: deliveryStateSchema,
  reason: suppressionReasonSchema.nullable(),
  attempts: z.number().int().min(0),
  queuedAtMs: timeMsSchema,
  /** The service took it. */
  acceptedAtMs: timeMsSchema.nullable(),
  nextAttemptAtMs: timeMsSchema.nullable(),
  /** In words without secrets; null = none. */
  lastError: z.string().max(500).nullable(),
});
export type DeliveryReceipt = z.infer<typeof deliveryReceiptSchema>;

/** How the station tells people. */
export const notificationSettingsSchema = z.object({
  /** Seconds nobody may leave an incident untaken before the next contacts are told. */
  escalateAfterS: z.number().int().min(10).max(3600),
  /** Seconds after an alert during which contacts are not told of another of the same kind on the same camera; 0 = none. */
  cooldownS: z.number().int().min(0).max(86_400),
  /** Hours after which an incident nobody took is closed as expired. */
  expireAfterH: z.number().int().min(1).max(720),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;
export const defaultNotificationSettings: NotificationSettings = { escalateAfterS: 60, cooldownS: 120, expireAfterH: 24 };
