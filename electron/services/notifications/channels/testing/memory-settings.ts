import type { SecretName } from '../../../../../shared/schemas/secret.ts';
import type { SecretStore } from '../../../secrets/secret-store.ts';
import type { SettingsRepository } from '../../../store/settings-repository.ts';
import { LiveSettings, type LiveSettingsOptions } from '../settings/live-settings.ts';

/** Secrets in memory, for tests of what uses them. */
export function memorySecrets(initial: Partial<Record<SecretName, string>> = {}): SecretStore {
  const values = new Map(Object.entries(initial)) as Map<SecretName, string>;
  const listeners = new Set<(name: SecretName) => void>();
  return {
    get: async (name) => values.get(name) ?? null,
    origin: async (name) => (values.has(name) ? 'settings' : 'unset'),
    set: async (name, value) => {
      if (value === null) values.delete(name);
      else values.set(name, value);
      for (const listener of listeners) listener(name);
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Settings in memory. */
export function memorySettings(): SettingsRepository {
  const values = new Map<string, unknown>();
  return {
    get: async (key, schema) => (values.has(key) ? schema.parse(values.get(key)) : null),
    set: async (key, value) => void values.set(key, value),
  };
}

type Given<T> = Pick<LiveSettingsOptions<T>, 'schema' | 'defaults' | 'secret'> & Partial<LiveSettingsOptions<T>>;

/** Settings of a channel as a test wants them, read already. */
export async function settingsFor<T extends object>(given: Given<T>, secret: string | null): Promise<LiveSettings<T>> {
  const live = new LiveSettings<T>({
    key: 'test',
    environment: {},
    settings: memorySettings(),
    secrets: memorySecrets(given.secret && secret !== null ? { [given.secret]: secret } : {}),
    log: { error: () => undefined },
    ...given,
  });
  await live.reload();
  return live;
}
