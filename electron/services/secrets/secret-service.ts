import { AppError } from '../../../shared/errors.ts';
import { type SecretName, type SecretOrigin, type SecretState, secretNames } from '../../../shared/schemas/secret.ts';
import type { NowMs } from '../clock.ts';
import type { SecretRepository } from '../store/secret-repository.ts';
import type { Sealing } from './sealing.ts';
import type { SecretStore } from './secret-store.ts';

export interface SecretServiceOptions {
  readonly secrets: SecretRepository;
  readonly sealing: Sealing;
  /** Values from the environment; they win and cannot be changed. */
  readonly environment: Readonly<Partial<Record<SecretName, string>>>;
  readonly nowMs?: NowMs;
}

/** The station's secrets: the environment's, else those in the database, sealed. */
export class SecretService implements SecretStore {
  readonly #options: SecretServiceOptions & { readonly nowMs: NowMs };
  readonly #listeners = new Set<(name: SecretName) => void>();

  constructor(options: SecretServiceOptions) {
    this.#options = { nowMs: Date.now, ...options };
  }

  async get(name: SecretName): Promise<string | null> {
    const { environment, secrets, sealing } = this.#options;
    if (environment[name] !== undefined) return environment[name];
    const sealed = await secrets.get(name);
    return sealed === null ? null : sealing.open(name, sealed);
  }

  async origin(name: SecretName): Promise<SecretOrigin> {
    const { environment, secrets } = this.#options;
    if (environment[name] !== undefined) return 'environment';
    return (await secrets.get(name)) === null ? 'unset' : 'settings';
  }

  async set(name: SecretName, value: string | null): Promise<void> {
    const { environment, secrets, sealing, nowMs } = this.#options;
    if (environment[name] !== undefined) throw new AppError('conflict', 'The environment sets this secret: change it there.');
    if (value === null) await secrets.remove(name);
    else await secrets.set(name, sealing.seal(name, value), nowMs());
    for (const listener of this.#listeners) listener(name);
  }

  onChanged(listener: (name: SecretName) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What settings show: where each secret comes from and what is wrong with it, never a value. */
  list(): Promise<SecretState[]> {
    return Promise.all(secretNames.map(async (name) => ({ name, origin: await this.origin(name), problem: await this.#problem(name) })));
  }

  async #problem(name: SecretName): Promise<string | null> {
    try {
      await this.get(name);
      return null;
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
  }
}
