import { z } from 'zod';
import {
  defaultNotificationSettings as defaults,
  type NotificationSettings,
  notificationSettingsSchema,
} from '../../../shared/schemas/notification.ts';
import type { NowMs } from '../clock.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';

const key = 'notifications';
const { shape } = notificationSettingsSchema;
/** A field that makes no sense falls back to its default. */
const storedSchema = z.object({
  escalateAfterS: shape.escalateAfterS.catch(defaults.escalateAfterS),
  cooldownS: shape.cooldownS.catch(defaults.cooldownS),
  expireAfterH: shape.expireAfterH.catch(defaults.expireAfterH),
});

/** How the station tells people; kept in memory as well, since alerts are planned by it. */
export class NotificationSettingsService {
  readonly #settings: SettingsRepository;
  readonly #nowMs: NowMs;
  #current = defaults;

  constructor(settings: SettingsRepository, nowMs: NowMs) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  get current(): NotificationSettings {
    return this.#current;
  }

  async refresh(): Promise<void> {
    this.#current = (await this.#settings.get(key, storedSchema)) ?? defaults;
  }

  async update(patch: { [K in keyof NotificationSettings]?: NotificationSettings[K] | undefined }): Promise<NotificationSettings> {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const next = { ...this.#current, ...given };
    await this.#settings.set(key, next, this.#nowMs());
    this.#current = next;
    return next;
  }
}
