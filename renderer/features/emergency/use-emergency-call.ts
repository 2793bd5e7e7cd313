import { useEffect, useRef, useState } from 'react';
import type { Input } from '../../../shared/contract/methods.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { callForHelp } from './call-for-help.ts';

export type CallState =
  | { readonly step: 'idle' | 'sending' | 'retrying' }
  | { readonly step: 'refused'; readonly error: unknown }
  | { readonly step: 'sent'; readonly incidentId: string; readonly takenBy: string | null };

/** One person's call, from the button to who takes it. Closing the dialog stops further tries. */
export function useEmergencyCall() {
  const client = useClient();
  const [state, setState] = useState<CallState>({ step: 'idle' });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  useEffect(
    () =>
      client.on('incident-changed', ({ id, acknowledgedBy }) =>
        setState((now) => (now.step === 'sent' && now.incidentId === id ? { ...now, takenBy: acknowledgedBy } : now)),
      ),
    [client],
  );
  const send = (input: Omit<Input<'emergency.send'>, 'requestId'>) => {
    abort.current?.abort();
    const controller = new AbortController();
    abort.current = controller;
    setState({ step: 'sending' });
    const onRetry = () => setState({ step: 'retrying' });
    // `crypto.randomUUID` is missing on plain http pages of the LAN.
    const requestId = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    callForHelp({ client, input, requestId, onRetry, signal: controller.signal }).then(
      (incident) => incident && setState({ step: 'sent', incidentId: incident.id, takenBy: incident.acknowledgedBy }),
      (error: unknown) => setState({ step: 'refused', error }),
    );
  };
  return { state, send };
}
