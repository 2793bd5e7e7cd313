import type { SecretName, SecretStore } from '../../../../secrets/secret-store.ts';

/** Secrets for a test: as the station keeps them, without the safe. */
export function memorySecrets(initial: Partial<Record<SecretName, string>> = {}): SecretStore {
  const values = new Map<SecretName, string>();
  for (const [name, value] of Object.entries(initial)) values.set(name as SecretName, value);
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
      return () => void listeners.delete(listener);
    },
  };
}
