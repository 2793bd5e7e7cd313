import { useCallback, useState } from 'react';
import type { SecretOrigin } from '../../../shared/schemas/secret.ts';
import { useAnswer } from '../../ui/use-answer.ts';

export interface SettingsView<T> {
  readonly settings: T;
  readonly fixed: readonly string[];
  readonly secret: SecretOrigin | null;
}

/** Settings of a channel in a form: what is stored with what the person changed and did not save yet. */
export interface ChannelSettings<T> {
  /** Null until they came. */
  readonly values: T | null;
  readonly secret: SecretOrigin | null;
  readonly dirty: boolean;
  readonly saving: boolean;
  readonly failure: unknown;
  isFixed(field: keyof T): boolean;
  set(patch: Partial<T>): void;
  save(): Promise<void>;
  reload(): void;
}

/** @param ask and `update` must be stable. */
export function useChannelSettings<T extends object>(
  ask: () => Promise<SettingsView<T>>,
  update: (patch: Partial<T>) => Promise<SettingsView<T>>,
  changed: () => void,
): ChannelSettings<T> {
  const answer = useAnswer(ask);
  const [draft, setDraft] = useState<Partial<T>>({});
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const save = async () => {
    setSaving(true);
    setFailure(null);
    try {
      answer.set(await update(draft));
      setDraft({});
      changed();
    } catch (error) {
      setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  return {
    values: answer.value && { ...answer.value.settings, ...draft },
    secret: answer.value?.secret ?? null,
    dirty: Object.keys(draft).length > 0,
    saving,
    failure: failure ?? answer.error,
    isFixed: (field) => answer.value?.fixed.includes(String(field)) ?? false,
    set: useCallback((patch) => setDraft((before) => ({ ...before, ...patch })), []),
    save,
    reload: answer.reload,
  };
}
