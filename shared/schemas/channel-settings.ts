import { z } from 'zod';
import { secretOriginSchema } from './secret.ts';

/** Phone number as the world writes it: `+`, country, number; 8 to 15 digits. @see ITU-T E.164 */
export const phoneNumberSchema = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number like +6281234567890');

const hostSchema = z
  .string()
  .trim()
  .max(253)
  .regex(/^[A-Za-z0-9.:_-]*$/, 'must be the name or address of a server');

/** `https://host/path` of a service, without credentials, query and slash at the end. */
export const serviceUrlSchema = z
  .string()
  .trim()
  .max(300)
  .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/, 'must be an address like https://api.example.com')
  .transform((url) => url.replace(/\/+$/, ''));

const enabledSchema = z.boolean();

export const whatsappSettingsSchema = z.object({
  enabled: enabledSchema,
  /** Fonnte's API, or a stand-in for it. */
  apiUrl: serviceUrlSchema,
  /** Attach the photo: only some of Fonnte's plans may. Without it, or when it is refused, the text goes alone. */
  photo: z.boolean(),
});
export type WhatsappSettings = z.infer<typeof whatsappSettingsSchema>;
export const defaultWhatsappSettings: WhatsappSettings = { enabled: true, apiUrl: 'https://api.fonnte.com', photo: false };

/** `tls`: encrypted from the first byte (465). `starttls`: must become encrypted before anything is said (587). `none`: in the clear (25). */
export const mailSecurities = ['tls', 'starttls', 'none'] as const;
export const emailSettingsSchema = z.object({
  enabled: enabledSchema,
  /** Empty = not set up. */
  host: hostSchema,
  port: z.number().int().min(1).max(65_535),
  security: z.enum(mailSecurities),
  /** Empty = the server asks for no sign-in. */
  username: z.string().trim().max(200),
  /** Sender; empty = not set up. */
  from: z.union([z.literal(''), z.email().max(200)]),
  /** Take a certificate nobody vouches for: a server of one's own on the local network. */
  allowUntrustedCertificate: z.boolean(),
});
export type EmailSettings = z.infer<typeof emailSettingsSchema>;
export const defaultEmailSettings: EmailSettings = {
  enabled: true,
  host: '',
  port: 587,
  security: 'starttls',
  username: '',
  from: '',
  allowUntrustedCertificate: false,
};

export const smsSettingsSchema = z.object({
  enabled: enabledSchema,
  /** Twilio's API, or one that speaks like it. */
  apiUrl: serviceUrlSchema,
  /** Empty = not set up. */
  accountSid: z
    .string()
    .trim()
    .max(64)
    .regex(/^[A-Za-z0-9_-]*$/, 'must be letters and digits'),
  /** Sender: a phone number, or up to 11 letters and digits; empty = not set up. */
  from: z
    .string()
    .trim()
    .regex(/^(|\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11})$/, 'must be a phone number like +6281234567890, or up to 11 letters and digits'),
});
export type SmsSettings = z.infer<typeof smsSettingsSchema>;
export const defaultSmsSettings: SmsSettings = { enabled: true, apiUrl: 'https://api.twilio.com', accountSid: '', from: '' };

export const pushSettingsSchema = z.object({
  enabled: enabledSchema,
  /** Whom a push service may write to about this station. @see RFC 8292, 2.1 */
  subject: z
    .string()
    .trim()
    .max(200)
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must be mailto:name@example.com or an https address'),
});
export type PushSettings = z.infer<typeof pushSettingsSchema>;
export const defaultPushSettings: PushSettings = { enabled: true, subject: 'mailto:station@sentra.invalid' };

export const webhookSettingsSchema = z.object({
  enabled: enabledSchema,
  /** Let webhooks reach this machine and the local network: every admin of the station can then make it call into there. */
  allowPrivateAddresses: z.boolean(),
});
export type WebhookSettings = z.infer<typeof webhookSettingsSchema>;
export const defaultWebhookSettings: WebhookSettings = { enabled: true, allowPrivateAddresses: false };

/** Settings as a form shows them. */
export const settingsViewOf = <S extends z.ZodType>(settings: S) =>
  z.object({
    settings,
    /** Fields the environment sets; they cannot be changed here. */
    fixed: z.array(z.string().max(60)).max(20),
    /** Where the token or password comes from; null = this channel has none. */
    secret: secretOriginSchema.nullable(),
  });
