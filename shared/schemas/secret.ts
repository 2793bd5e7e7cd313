import { z } from 'zod';

/** Secrets of the station: from the environment (which wins) or entered in settings. */
export const secretNames = [
  'telegram-bot-token',
  'telegram-webhook-secret',
  'fonnte-token',
  'smtp-password',
  'sms-auth-token',
  'vapid-private-key',
  'ngrok-authtoken',
  's3-secret-key',
] as const;
export const secretNameSchema = z.enum(secretNames);
export type SecretName = z.infer<typeof secretNameSchema>;

export const secretOrigins = ['environment', 'settings', 'unset'] as const;
export const secretOriginSchema = z.enum(secretOrigins);
export type SecretOrigin = z.infer<typeof secretOriginSchema>;

/** A value as it is entered: no line breaks and other control characters, which could end a header it is put into. */
export const secretValueSchema = z
  .string()
  .trim()
  .min(1)
  .max(4096)
  .regex(/^\P{Cc}+$/u, 'must be one line');

/** What settings show of a secret: never its value. */
export const secretStateSchema = z.object({
  name: secretNameSchema,
  origin: secretOriginSchema,
  /** Why a stored value cannot be used, in words; null when all is well. */
  problem: z.string().max(500).nullable(),
});
export type SecretState = z.infer<typeof secretStateSchema>;
