import type { InferenceConfig } from '../../../shared/inference/protocol.ts';
import type { DetectionSettings, InferenceHealth, ModelInfo } from '../../../shared/schemas/model.ts';
import type { Logger } from '../logging/logger.ts';

export interface ModelUseOptions {
  readonly detector: { configure(config: InferenceConfig): Promise<ModelInfo | null>; readonly health: InferenceHealth };
  /** The file to use when `picked` is what settings say; null = there is none. */
  readonly resolve: (picked: string | null) => Promise<string | null>;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

/** Puts detection settings into use. */
export class ModelUse {
  readonly #options: ModelUseOptions;
  #problem: string | null = null;

  constructor(options: ModelUseOptions) {
    this.#options = options;
  }

  /** @throws {AppError} `model_refused`: the model before stays in use. */
  async apply(settings: DetectionSettings): Promise<void> {
    const { modelFile, ...rest } = settings;
    await this.#options.detector.configure({ ...rest, modelFile: await this.#options.resolve(modelFile) });
    this.#problem = null;
  }

  /** At the start: a picked model that no longer loads must not leave the station blind while a default one is there. */
  async applyAtStart(settings: DetectionSettings): Promise<void> {
    try {
      await this.apply(settings);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log.warn({ err: error }, 'the model of the settings is refused');
      await this.apply({ ...settings, modelFile: null }).catch((second: unknown) =>
        this.#options.log.warn({ err: second }, 'the default model is refused'),
      );
      this.#problem = reason.slice(0, 500);
    }
  }

  /** The detector's health, with what this station had to give up at its start. */
  get health(): InferenceHealth {
    const { health } = this.#options.detector;
    return { ...health, problem: health.problem ?? this.#problem };
  }
}
