import type { Client } from '../../../shared/contract/client.ts';
import type { Input } from '../../../shared/contract/methods.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Incident } from '../../../shared/schemas/incident.ts';

export interface CallOptions {
  readonly client: Pick<Client, 'call'>;
  readonly input: Omit<Input<'emergency.send'>, 'requestId'>;
  /** The same over all tries, so that the station makes one incident of them. */
  readonly requestId: string;
  /** The station did not answer; it is tried again. */
  readonly onRetry: () => void;
  readonly signal: AbortSignal;
  readonly pauseMs?: number;
}

/**
 * Sends a call for help, again and again while the station does not answer.
 * @returns null when it was called off.
 * @throws {AppError} when the station refuses it.
 */
export async function callForHelp({ client, input, requestId, onRetry, signal, pauseMs = 1_500 }: CallOptions): Promise<Incident | null> {
  while (!signal.aborted) {
    try {
      return await client.call('emergency.send', { ...input, requestId });
    } catch (error) {
      if (!isWorthAnotherTry(error)) throw error;
      onRetry();
    }
    await pause(pauseMs, signal);
  }
  return null;
}

function isWorthAnotherTry(error: unknown): boolean {
  return !(error instanceof AppError) || ['unavailable', 'internal', 'rate_limited'].includes(error.code);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
