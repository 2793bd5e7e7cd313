import type { InferenceConfig } from '../../../shared/inference/protocol.ts';
import type { ExecutionProvider } from '../../../shared/schemas/model.ts';

/** Deaths while opening the model in use, after which the station goes on without it. */
const mostDeaths = 2;

/**
 * Remembers what opening a model did to the process: a driver that takes it down is not tried again, and a model that does so twice
 * is left out, so that no file and no driver can keep the station from watching.
 */
export class ModelOpening {
  readonly #avoid = new Set<ExecutionProvider>();
  #trying: ExecutionProvider | null = null;
  #deaths = 0;

  /** The configuration as it is to be sent; without model when it took the process down too often. */
  prepared(config: InferenceConfig): InferenceConfig {
    return { ...config, modelFile: this.givenUp ? null : config.modelFile, avoidProviders: [...this.#avoid] };
  }

  get givenUp(): boolean {
    return this.#deaths >= mostDeaths;
  }

  /** A person asked anew: everything may be tried again. */
  renew(): void {
    this.#deaths = 0;
    this.#trying = null;
  }

  trying(provider: ExecutionProvider): void {
    this.#trying = provider;
  }

  succeeded(): void {
    this.renew();
  }

  /**
   * The process died before it answered.
   * @returns the provider to blame, which is left out from now on, or null: then it was the model.
   */
  died(): ExecutionProvider | null {
    const provider = this.#trying;
    this.#trying = null;
    if (provider === null) this.#deaths++;
    else this.#avoid.add(provider);
    return provider;
  }
}
