import { z } from 'zod';
import { AppError } from '../../../../../shared/errors.ts';
import {
  type EmailSettings,
  emailSettingsSchema,
  type PushSettings,
  pushSettingsSchema,
  type SmsSettings,
  smsSettingsSchema,
  type WebhookSettings,
  type WhatsappSettings,
  whatsappSettingsSchema,
} from '../../../../../shared/schemas/channel-settings.ts';

/** Settings of channels that the environment gives; they win over those entered in the console. */
export interface EnvironmentSettings {
  readonly whatsapp: Partial<WhatsappSettings>;
  readonly email: Partial<EmailSettings>;
  readonly sms: Partial<SmsSettings>;
  readonly push: Partial<PushSettings>;
  readonly webhook: Partial<WebhookSettings>;
}

/** An environment that sets none. */
export const noEnvironmentSettings: EnvironmentSettings = { whatsapp: {}, email: {}, sms: {}, push: {}, webhook: {} };

const flag = z.stringbool();
const variables = {
  whatsapp: { apiUrl: ['FONNTE_URL', whatsappSettingsSchema.shape.apiUrl], photo: ['FONNTE_PHOTO', flag] },
  email: {
    host: ['SMTP_HOST', emailSettingsSchema.shape.host],
    port: ['SMTP_PORT', z.coerce.number().pipe(emailSettingsSchema.shape.port)],
    security: ['SMTP_SECURITY', emailSettingsSchema.shape.security],
    username: ['SMTP_USER', emailSettingsSchema.shape.username],
    from: ['SMTP_FROM', emailSettingsSchema.shape.from],
  },
  sms: {
    apiUrl: ['SMS_API_URL', smsSettingsSchema.shape.apiUrl],
    accountSid: ['SMS_ACCOUNT_SID', smsSettingsSchema.shape.accountSid],
    from: ['SMS_FROM', smsSettingsSchema.shape.from],
  },
  push: { subject: ['VAPID_SUBJECT', pushSettingsSchema.shape.subject] },
  webhook: { allowPrivateAddresses: ['SENTRA_WEBHOOKS_ALLOW_PRIVATE', flag] },
} as const satisfies { [C in keyof EnvironmentSettings]: { [K in keyof EnvironmentSettings[C]]?: readonly [string, z.ZodType] } };

/** Reads them. @throws {AppError} `invalid_input` that names the variable, never its value. */
export function environmentSettings(env: Readonly<Record<string, string | undefined>>): EnvironmentSettings {
  const read = (fields: Readonly<Record<string, readonly [string, z.ZodType]>>) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([field, [name, schema]]) => (env[name] ? [[field, parsedValue(name, schema, env[name])]] : [])),
    );
  return {
    whatsapp: read(variables.whatsapp),
    email: read(variables.email),
    sms: read(variables.sms),
    push: read(variables.push),
    webhook: read(variables.webhook),
  };
}

function parsedValue(name: string, schema: z.ZodType, text: string): unknown {
  const parsed = schema.safeParse(text);
  if (!parsed.success) throw new AppError('invalid_input', `${name}: ${parsed.error.issues[0]?.message ?? 'is not understood'}`);
  return parsed.data;
}
