import type { SecretName, SecretOrigin } from '../../../shared/schemas/secret.ts';

export { type SecretName, secretNames } from '../../../shared/schemas/secret.ts';

/** Keeps secrets encrypted at rest (AES-256-GCM). Values never reach logs, errors or answers to clients. */
export interface SecretStore {
  /**
   * @returns null when it is not set.
   * @throws {AppError} `unavailable`, in words, when what is stored cannot be opened: the key is lost or another one, or the row was changed.
   */
  get(name: SecretName): Promise<string | null>;
  /** `environment` secrets cannot be changed from settings. */
  origin(name: SecretName): Promise<SecretOrigin>;
  /** @param value null = forget it. @throws {AppError} `conflict` when the environment sets it; `unavailable` without a key. */
  set(name: SecretName, value: string | null): Promise<void>;
  /** @returns a function that ends the subscription. */
  onChanged(listener: (name: SecretName) => void): () => void;
}
