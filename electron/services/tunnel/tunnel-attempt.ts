import type { TunnelEntrance } from '../web/tunnel-entrance.ts';
import { pause } from './pause.ts';
import type { checkPublicAddress } from './public-check.ts';
import { type OpenTunnel, TunnelFailure, type TunnelProvider } from './tunnel-provider.ts';

/** A tunnel whose address was seen to work from outside. Whoever holds it ends it. */
export interface ProvenTunnel extends OpenTunnel {
  readonly provider: TunnelProvider;
  /** @throws {TunnelFailure} when the public address does not lead here now. */
  check(): Promise<void>;
  end(): void;
}

export interface AttemptOptions {
  readonly provider: TunnelProvider;
  readonly entrance: TunnelEntrance;
  readonly check: typeof checkPublicAddress;
  readonly signal: AbortSignal;
  readonly onAddress: () => void;
}

/** To get an address, and until it works: a new name has to get around first. Together under the 30 s that a switch may take. */
export const openTimeoutMs = 12_000;
export const firstCheckTimeoutMs = 14_000;
export const checkTimeoutMs = 4_000;
const againMs = 1_000;

/**
 * Opens one provider's tunnel and tries the address until it works.
 * @throws {TunnelFailure} with nothing left open, the entrance included.
 */
export async function attemptTunnel({ provider, entrance, check, signal, onAddress }: AttemptOptions): Promise<ProvenTunnel> {
  const ending = new AbortController();
  const whole = AbortSignal.any([signal, ending.signal]);
  const end = () => {
    ending.abort();
    entrance.close();
  };
  try {
    const opening = provider.open({ port: entrance.port, signal: whole });
    const tunnel = await within(
      openTimeoutMs,
      opening,
      signal,
      new TunnelFailure('no_answer', `${provider.name} gave no address in time.`),
    );
    entrance.setUrl(tunnel.url);
    onAddress();
    const checkNow = () => check({ url: tunnel.url, proofOf: entrance.proofOf, timeoutMs: checkTimeoutMs, signal: whole });
    let over: string | null = null;
    void tunnel.closed.then((reason) => {
      over = reason;
    });
    await within(
      firstCheckTimeoutMs,
      untilItWorks(checkNow, whole, () => over),
      signal,
      new TunnelFailure('not_reachable', `The address of ${provider.name} did not work in time.`),
    );
    return { ...tunnel, provider, check: checkNow, end };
  } catch (error) {
    end();
    throw error;
  }
}

async function untilItWorks(check: () => Promise<void>, signal: AbortSignal, over: () => string | null): Promise<void> {
  for (;;) {
    try {
      return await check();
    } catch (error) {
      const reason = over();
      if (reason) throw new TunnelFailure('ended', reason);
      if (signal.aborted) throw error;
      await pause(againMs, signal);
    }
  }
}

/**
 * What the last failure said is lost here on purpose: after so many tries the time is what a person can act on. `work` is not waited for
 * any longer; its owner ends it.
 */
async function within<T>(ms: number, work: Promise<T>, signal: AbortSignal, late: TunnelFailure): Promise<T> {
  const done = new AbortController();
  const tooLate = pause(ms, AbortSignal.any([done.signal, signal])).then(() => {
    throw signal.aborted ? new TunnelFailure('ended', 'ended by the station') : late;
  });
  tooLate.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    done.abort();
  }
}
