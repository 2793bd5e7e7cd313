import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type DetectionSettings, defaultDetectionSettings, detectionSettingsSchema } from '../../../shared/schemas/model.ts';
import type { NowMs } from '../clock.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';

const key = 'detection';

/** What was stored by an older or a newer program is read field by field; a field that makes no sense falls back to its default. */
const storedSchema = z.object({
  modelFile: detectionSettingsSchema.shape.modelFile.catch(defaultDetectionSettings.modelFile),
  provider: detectionSettingsSchema.shape.provider.catch(defaultDetectionSettings.provider),
  threads: detectionSettingsSchema.shape.threads.catch(defaultDetectionSettings.threads),
  threshold: detectionSettingsSchema.shape.threshold.catch(defaultDetectionSettings.threshold),
  thresholds: detectionSettingsSchema.shape.thresholds.catch(defaultDetectionSettings.thresholds),
});

export interface DetectionSettingsOptions {
  readonly settings: SettingsRepository;
  /** Puts settings into use. @throws {AppError} `model_refused`, with the old ones still in use. */
  readonly apply: (settings: DetectionSettings) => Promise<void>;
  readonly nowMs?: NowMs;
}

/** Detection settings of the station. What is stored has been in use: a refused model never gets there. */
export class DetectionSettingsService {
  readonly #options: DetectionSettingsOptions & { readonly nowMs: NowMs };
  #lastUpdate: Promise<unknown> = Promise.resolve();

  constructor(options: DetectionSettingsOptions) {
    this.#options = { nowMs: Date.now, ...options };
  }

  async get(): Promise<DetectionSettings> {
    return (await this.#options.settings.get(key, storedSchema)) ?? defaultDetectionSettings;
  }

  /**
   * Puts the change into use, then stores it; one change at a time.
   * @returns all settings as they are then.
   * @throws {AppError} `model_refused`; `unavailable` when they cannot be stored. Either way nothing has changed.
   */
  update(patch: Partial<DetectionSettings>): Promise<DetectionSettings> {
    const updated = this.#lastUpdate.then(() => this.#update(patch));
    this.#lastUpdate = updated.catch(() => undefined);
    return updated;
  }

  async #update(patch: Partial<DetectionSettings>): Promise<DetectionSettings> {
    const { settings, apply, nowMs } = this.#options;
    const before = await this.get();
    const next = { ...before, ...patch };
    await apply(next);
    try {
      await settings.set(key, next, nowMs());
    } catch (error) {
      // In use but not stored would mean: gone after the next start. Better not in use, and the person told.
      await apply(before);
      throw new AppError('unavailable', 'The settings could not be stored; the old ones are in use again.', { cause: error });
    }
    return next;
  }
}
