import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublicAddress, TunnelSettings, TunnelStatus } from '../../../shared/schemas/tunnel.ts';
import { useClient, useSession, useStation } from '../../app/state/console-context.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

/** The public address as the station last told it; null while that is not known. */
export function usePublicAddress(): PublicAddress | null {
  const connected = useSession(({ connection }) => connection === 'connected');
  const address = useStation(({ status }) => status?.publicAddress ?? null);
  return connected ? address : null;
}

export interface TunnelControl {
  readonly status: TunnelStatus | null;
  readonly busy: boolean;
  readonly failure: unknown;
  change(patch: Partial<TunnelSettings>): Promise<void>;
  retry(): Promise<void>;
  saveToken(token: string): Promise<void>;
}

/** Settings and state of the public address; read anew whenever the state changes. */
export function useTunnel(): TunnelControl {
  const client = useClient();
  const { t } = useTranslation();
  const state = usePublicAddress()?.state;
  const status = useAnswer(useCallback(() => client.call('tunnel.status', {}), [client]));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { reload } = status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state is what makes the answer old
  useEffect(reload, [state, reload]);
  const run = async (work: () => Promise<TunnelStatus>, message?: string) => {
    setBusy(true);
    setFailure(null);
    try {
      status.set(await work());
      if (message) notifications.show({ color: 'green', message });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    status: status.value,
    busy,
    failure: failure ?? status.error,
    change: (patch) => run(() => client.call('tunnel.update', patch), t('common.saved')),
    retry: () => run(() => client.call('tunnel.retry', {})),
    saveToken: (value) =>
      run(async () => {
        await client.call('secrets.set', { name: 'ngrok-authtoken', value });
        return client.call('tunnel.retry', {});
      }, t('common.saved')),
  };
}
