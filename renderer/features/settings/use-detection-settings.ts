import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DetectionSettings, ModelChoice } from '../../../shared/schemas/model.ts';
import { useClient, useSession } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

export interface DetectionControl {
  readonly settings: DetectionSettings | null;
  readonly models: readonly ModelChoice[] | null;
  readonly busy: boolean;
  /** Why reading or the last change failed. */
  readonly failure: unknown;
  /** A model that does not load is refused by the station and the old one stays in use. */
  change(patch: Partial<DetectionSettings>): Promise<boolean>;
  reloadModels(): void;
}

export function useDetectionSettings(): DetectionControl {
  const client = useClient();
  const { t } = useTranslation();
  // Read anew after a reconnection: somebody else may have changed them.
  const connected = useSession(({ connection }) => connection === 'connected');
  const askSettings = useCallback(() => ask(connected, () => client.call('settings.detection', {})), [client, connected]);
  const askModels = useCallback(() => ask(connected, () => client.call('models.list', {})), [client, connected]);
  const settings = useAnswer(askSettings);
  const models = useAnswer(askModels);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const change = async (patch: Partial<DetectionSettings>): Promise<boolean> => {
    setBusy(true);
    setFailure(null);
    try {
      settings.set(await client.call('settings.updateDetection', patch));
      models.reload();
      notifications.show({ color: 'green', message: t('common.saved') });
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    settings: settings.value,
    models: models.value,
    busy,
    failure: failure ?? settings.error ?? models.error,
    change,
    reloadModels: models.reload,
  };
}

/** While there is no connection the question waits for the next one instead of failing. */
function ask<T>(connected: boolean, question: () => Promise<T>): Promise<T> {
  return connected ? question() : new Promise<T>(() => undefined);
}
