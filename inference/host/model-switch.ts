import { stat } from 'node:fs/promises';
import type { InferenceConfig } from '../../shared/inference/protocol.ts';
import type { ModelInfo } from '../../shared/schemas/model.ts';
import type { ChosenProvider } from '../model/network.ts';
import { openModel } from '../model/open-model.ts';
import type { Analyser } from '../pipeline/analyser.ts';
import { Detector } from '../pipeline/detector.ts';

/** Puts configurations into use. A model that does not open leaves the one before at work. */
export class ModelSwitch {
  readonly #analyser: Analyser;
  readonly #onTrying: (provider: ChosenProvider) => Promise<void>;
  /** What the open model was opened from and how; null = none is open. */
  #openedFrom: string | null = null;
  #warning: string | null = null;

  constructor(analyser: Analyser, onTrying: (provider: ChosenProvider) => Promise<void>) {
    this.#analyser = analyser;
    this.#onTrying = onTrying;
  }

  /** @throws {AppError} `model_refused`, with nothing changed. */
  async configure(config: InferenceConfig): Promise<{ info: ModelInfo | null; warning: string | null }> {
    const { modelFile, provider, threads, threshold, thresholds, avoidProviders = [] } = config;
    const wanted = modelFile === null ? null : JSON.stringify([modelFile, provider, threads, avoidProviders, await fingerprint(modelFile)]);
    if (modelFile === null) {
      await this.#analyser.use(null);
      this.#warning = null;
    } else if (wanted !== this.#openedFrom) {
      const model = await openModel(modelFile, { provider, threads, avoid: avoidProviders, onTrying: this.#onTrying });
      await this.#analyser.use(new Detector(model));
      this.#warning = model.warning;
    }
    this.#openedFrom = wanted;
    this.#analyser.thresholds = { threshold, thresholds };
    return { info: this.#analyser.detector?.model.info ?? null, warning: this.#warning };
  }
}

/** Changes with the file, so that a model that was replaced on the disk is opened again. */
async function fingerprint(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found === null ? 'missing' : `${found.size} ${found.mtimeMs}`;
}
