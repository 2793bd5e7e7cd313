import type { TelegramSettings } from '../../../../../shared/schemas/telegram.ts';
import { defaultTelegramSettings, telegramSettingsSchema } from '../../../../../shared/schemas/telegram.ts';
import type { NowMs } from '../../../clock.ts';
import type { SettingsRepository } from '../../../store/settings-repository.ts';

const key = 'telegram';

/** @returns what is stored, or the defaults. */
export async function readTelegramSettings(settings: SettingsRepository): Promise<TelegramSettings> {
  return (await settings.get(key, telegramSettingsSchema)) ?? defaultTelegramSettings;
}

export async function writeTelegramSettings(settings: SettingsRepository, value: TelegramSettings, nowMs: NowMs): Promise<void> {
  await settings.set(key, value, nowMs());
}
