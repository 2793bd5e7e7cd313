import { z } from 'zod';
import { timeMsSchema } from './primitives.ts';

export const telegramSettingsSchema = z.object({
  /** False = nothing is sent and nothing received. */
  enabled: z.boolean(),
  /** `webhook` needs a public address; while there is none, the station polls. */
  mode: z.enum(['polling', 'webhook']),
});
export type TelegramSettings = z.infer<typeof telegramSettingsSchema>;
export const defaultTelegramSettings: TelegramSettings = { enabled: true, mode: 'polling' };

/** The bot as settings show it. */
export const telegramStateSchema = z.object({
  settings: telegramSettingsSchema,
  /** Where the token comes from; one of the environment cannot be changed in settings. */
  tokenOrigin: z.enum(['environment', 'settings', 'unset']),
  /** How messages of people come in now; null = they do not. */
  receiving: z.enum(['polling', 'webhook']).nullable(),
  /** In words, without secrets; null when all is well. */
  problem: z.string().max(500).nullable(),
  /** As Telegram knows the bot; null = not asked yet, or the token is wrong. */
  bot: z.object({ username: z.string().max(100), name: z.string().max(300) }).nullable(),
});
export type TelegramState = z.infer<typeof telegramStateSchema>;

/** A one-time code that links a chat to a contact. */
export const telegramCodeSchema = z.object({
  code: z.string().max(40),
  /** Opens the bot with the code; null while the bot's name is not known. */
  url: z.url().max(300).nullable(),
  expiresAtMs: timeMsSchema,
});
export type TelegramCode = z.infer<typeof telegramCodeSchema>;
