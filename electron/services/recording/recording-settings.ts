import { z } from 'zod';
import {
  defaultRecordingSettings as defaults,
  type RecordingSettings,
  recordingSettingsSchema,
} from '../../../shared/schemas/recording.ts';
import { AppError } from '../../../shared/errors.ts';
import type { NowMs } from '../clock.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';

const key = 'recording';
const { shape } = recordingSettingsSchema;

/** Read field by field: one that makes no sense, as from another version, falls back to its default. */
const storedSchema = z.object({
  retentionDays: shape.retentionDays.catch(defaults.retentionDays),
  maxBytes: shape.maxBytes.catch(defaults.maxBytes),
  warnShare: shape.warnShare.catch(defaults.warnShare),
  freeShare: shape.freeShare.catch(defaults.freeShare),
  archiveAfterDays: shape.archiveAfterDays.catch(defaults.archiveAfterDays),
  encoderPreset: shape.encoderPreset.catch(defaults.encoderPreset),
});

/** Settings of recording as they are stored. */
export class RecordingSettingsStore {
  readonly #settings: SettingsRepository;
  readonly #nowMs: NowMs;

  constructor(settings: SettingsRepository, nowMs: NowMs) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  async get(): Promise<RecordingSettings> {
    return (await this.#settings.get(key, storedSchema)) ?? defaults;
  }

  /** @throws {AppError} `invalid_input` when room would be made before anybody is warned. */
  async set(next: RecordingSettings): Promise<void> {
    if (next.warnShare > next.freeShare) {
      throw new AppError('invalid_input', 'warnShare: people must be warned before recordings make room (warnShare <= freeShare)');
    }
    await this.#settings.set(key, next, this.#nowMs());
  }
}
