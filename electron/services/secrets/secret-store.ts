/** Secrets of the station: from the environment (which wins) or entered in settings. */
export const secretNames = [
  'telegram-bot-token',
  'telegram-webhook-secret',
  'fonnte-token',
  'smtp-password',
  'sms-auth-token',
  'vapid-private-key',
  'ngrok-authtoken',
  's3-secret-key',
] as const;
export type SecretName = (typeof secretNames)[number];

/** Keeps secrets encrypted at rest (AES-256-GCM). Values never reach logs, errors or answers to clients. */
export interface SecretStore {
  /** @returns null when it is not set. */
  get(name: SecretName): Promise<string | null>;
  /** `environment` secrets cannot be changed from settings. */
  origin(name: SecretName): Promise<'environment' | 'settings' | 'unset'>;
  /** @param value null = forget it. @throws {AppError} `conflict` when the environment sets it. */
  set(name: SecretName, value: string | null): Promise<void>;
  /** @returns a function that ends the subscription. */
  onChanged(listener: (name: SecretName) => void): () => void;
}
