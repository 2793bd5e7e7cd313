import type { PublicAddress, TunnelProblem, TunnelProviderName } from '../../../shared/schemas/tunnel.ts';
import { BackOff } from '../cameras/back-off.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { OpenTunnelEntrance } from '../web/tunnel-entrance.ts';
import type { checkPublicAddress } from './public-check.ts';
import { attemptTunnel, type ProvenTunnel } from './tunnel-attempt.ts';
import { TunnelFailure, type TunnelProvider } from './tunnel-provider.ts';
import { watchWaking } from './wake-watch.ts';

export interface TunnelSupervisorOptions {
  /** Providers in the order they are tried. */
  readonly providers: readonly TunnelProvider[];
  readonly openEntrance: OpenTunnelEntrance;
  readonly check: typeof checkPublicAddress;
  readonly onChanged: (address: PublicAddress) => void;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly nowMs: NowMs;
  readonly random?: () => number;
}

export const checkEveryMs = 10_000;
/** A failed check is repeated once, soon: one lost packet is no lost tunnel. */
const doubtMs = 1_000;
const checksUntilLost = 2;
/** A tunnel that lived this long was a good one. */
const provenMs = 60_000;
/** Between tunnels that keep dying young; well inside the 30 s a switch may take. */
const mostQuickWaitMs = 8_000;

export const noAddress = (sinceMs: number): PublicAddress => ({
  state: 'off',
  url: null,
  provider: null,
  sinceMs,
  problem: null,
  nextAttemptAtMs: null,
  lastCheckedAtMs: null,
  visitorPassword: null,
});

/**
 * Keeps one public address: opens a tunnel with the first provider that works, checks it from outside every 10 s, goes on to the next
 * provider when it is lost, and waits ever longer while none works.
 */
export class TunnelSupervisor {
  readonly #options: TunnelSupervisorOptions;
  readonly #closing = new AbortController();
  readonly #backOff: BackOff;
  #address: PublicAddress;
  #lost: TunnelProviderName | null = null;
  #wake: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: TunnelSupervisorOptions) {
    this.#options = options;
    this.#backOff = new BackOff({ firstMs: 2_000, maxMs: 60_000 }, options.random);
    this.#address = noAddress(options.nowMs());
  }

  get address(): PublicAddress {
    return this.#address;
  }

  start(): void {
    const stopWatching = watchWaking(() => this.retry(), this.#options.nowMs);
    this.#running = this.#run(this.#closing.signal)
      .catch((error: unknown) => this.#options.log.error({ err: error }, 'the tunnel failed in an unexpected way'))
      .finally(stopWatching);
  }

  /** Checks or tries now instead of at the next time. */
  retry(): void {
    this.#wake();
  }

  /** Ends the tunnel and everything that belongs to it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    this.#set({ ...noAddress(this.#options.nowMs()) });
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#round(signal);
      } catch (error) {
        // Whatever a provider does, the loop stays: nobody else would open the next tunnel.
        this.#options.log.error({ err: error }, 'a round of the tunnel failed in an unexpected way');
        await this.#pause(this.#backOff.longest(), signal);
      }
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const tunnel = await this.#openAny(signal);
    if (signal.aborted) return tunnel?.end();
    if (!tunnel) {
      const waitMs = this.#backOff.next();
      this.#set({ state: 'waiting', url: null, provider: null, nextAttemptAtMs: this.#options.nowMs() + waitMs });
      return this.#pause(waitMs, signal);
    }
    const upAtMs = performance.now();
    await this.#watch(tunnel, signal).finally(tunnel.end);
    this.#lost = tunnel.provider.name;
    if (signal.aborted) return;
    if (performance.now() - upAtMs >= provenMs) return this.#backOff.reset();
    await this.#pause(Math.min(this.#backOff.next(), mostQuickWaitMs), signal);
  }

  async #openAny(signal: AbortSignal): Promise<ProvenTunnel | null> {
    for (const provider of this.#inTurn()) {
      if (signal.aborted) return null;
      try {
        const unready = await provider.unready();
        if (unready) throw unready;
        return await this.#open(provider, signal);
      } catch (error) {
        if (!signal.aborted) this.#failed(provider, error);
      }
    }
    return null;
  }

  /** The provider that was just lost comes last. */
  #inTurn(): readonly TunnelProvider[] {
    const { providers } = this.#options;
    const lostAt = providers.findIndex(({ name }) => name === this.#lost);
    return [...providers.slice(lostAt + 1), ...providers.slice(0, lostAt + 1)];
  }

  async #open(provider: TunnelProvider, signal: AbortSignal): Promise<ProvenTunnel> {
    const { openEntrance, check, nowMs, log } = this.#options;
    this.#set({ state: 'opening', provider: provider.name, url: null, visitorPassword: null, nextAttemptAtMs: null });
    const entrance = await openEntrance({ visitorHeader: provider.visitorHeader });
    const onAddress = () => this.#set({ state: 'checking' });
    const tunnel = await attemptTunnel({ provider, entrance, check, signal, onAddress });
    const { url, visitorPassword } = tunnel;
    this.#set({ state: 'up', url, visitorPassword, problem: null, lastCheckedAtMs: nowMs() });
    log.info({ provider: provider.name, url }, 'the console has a public address');
    return tunnel;
  }

  /** Resolves when the tunnel is lost or the supervisor is closed. */
  async #watch(tunnel: ProvenTunnel, signal: AbortSignal): Promise<void> {
    let over: string | null = null;
    void tunnel.closed.then((reason) => {
      over = reason;
      this.#wake();
    });
    for (let failures = 0; !signal.aborted; ) {
      if (over === null) await this.#pause(failures > 0 ? doubtMs : checkEveryMs, signal);
      if (signal.aborted) return;
      if (over !== null) return this.#failed(tunnel.provider, new TunnelFailure('ended', over));
      const failure = await tunnel.check().then(
        () => null,
        (error: unknown) => error,
      );
      if (signal.aborted) return;
      failures = failure === null ? 0 : failures + 1;
      if (failures >= checksUntilLost) return this.#failed(tunnel.provider, failure);
      const problem = failure === null ? null : problemOf(failure, tunnel.provider.name);
      this.#set({ state: failure === null ? 'up' : 'doubtful', problem, lastCheckedAtMs: this.#options.nowMs() });
    }
  }

  #failed(provider: TunnelProvider, error: unknown): void {
    const problem = problemOf(error, provider.name);
    if (error instanceof TunnelFailure) this.#options.log.warn(problem, 'no tunnel with this provider');
    else this.#options.log.error({ err: error, provider: provider.name }, 'a tunnel failed in an unexpected way');
    this.#set({ state: 'opening', url: null, visitorPassword: null, problem });
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = done;
      if (signal.aborted) done();
      else signal.addEventListener('abort', done, { once: true });
    });
  }

  #set(change: Partial<PublicAddress>): void {
    const before = this.#address;
    const next = { ...before, ...change };
    const working = (state: PublicAddress['state']) => state === 'up' || state === 'doubtful';
    const same = next.state === before.state || (working(next.state) && working(before.state) && next.url === before.url);
    this.#address = { ...next, sinceMs: same ? before.sinceMs : this.#options.nowMs() };
    if (before.state !== next.state || before.url !== next.url || before.problem?.message !== next.problem?.message)
      this.#options.onChanged(this.#address);
  }
}

function problemOf(error: unknown, provider: TunnelProviderName): TunnelProblem {
  if (error instanceof TunnelFailure) return { code: error.code, message: error.message, provider };
  return { code: 'no_answer', message: `${provider} failed in an unexpected way.`, provider };
}
