import { AppError } from '../../../shared/errors.ts';
import {
  defaultTunnelSettings,
  type PublicAddress,
  type TunnelProviderName,
  type TunnelSettings,
  type TunnelStatus,
  tunnelSettingsSchema,
} from '../../../shared/schemas/tunnel.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';
import type { OpenTunnelEntrance } from '../web/tunnel-entrance.ts';
import { AddressAnnouncer } from './address-announcer.ts';
import { checkPublicAddress } from './public-check.ts';
import type { TunnelProvider } from './tunnel-provider.ts';
import { noAddress, TunnelSupervisor } from './tunnel-supervisor.ts';

/** SENTRA_TUNNEL: `auto` = switched on, with the order of the settings. */
export type TunnelChoice = TunnelProviderName | 'auto' | 'off';

export interface TunnelServiceOptions {
  readonly settings: SettingsRepository;
  /** What the environment decides; null = the settings do. */
  readonly choice: TunnelChoice | null;
  /** Every provider; `subdomain` reads the name in the settings. */
  readonly providers: (subdomain: () => string | null) => readonly TunnelProvider[];
  readonly onChanged: (address: PublicAddress) => void;
  readonly log: Logger;
  readonly nowMs?: NowMs;
  readonly check?: typeof checkPublicAddress;
}

const key = 'tunnel';

/** The station's public address: settings, and the supervisor that keeps it while it is switched on. */
export class TunnelService {
  readonly #options: TunnelServiceOptions & { readonly nowMs: NowMs };
  readonly #providers: readonly TunnelProvider[];
  readonly #announcer: AddressAnnouncer;
  readonly #listeners = new Set<(url: string) => Promise<void> | void>();
  #settings: TunnelSettings = defaultTunnelSettings;
  #supervisor: TunnelSupervisor | null = null;
  #openEntrance: OpenTunnelEntrance | null = null;
  #offAddress: PublicAddress;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: TunnelServiceOptions) {
    this.#options = { nowMs: Date.now, ...options };
    this.#providers = options.providers(() => this.#settings.subdomain);
    this.#offAddress = noAddress(this.#options.nowMs());
    this.#announcer = new AddressAnnouncer({
      settings: options.settings,
      announce: async (url) => {
        for (const listener of this.#listeners) await listener(url);
      },
      onError: (error) => options.log.error({ err: error }, 'a new public address could not be announced'),
      nowMs: this.#options.nowMs,
    });
  }

  /** Begins once the web server can take visitors. */
  async start(openEntrance: OpenTunnelEntrance): Promise<void> {
    this.#openEntrance = openEntrance;
    // What another version stored and this one does not know leaves the tunnel off, not open in a way nobody chose.
    this.#settings = (await this.#options.settings.get(key, tunnelSettingsSchema.catch(defaultTunnelSettings))) ?? defaultTunnelSettings;
    this.#apply();
  }

  get address(): PublicAddress {
    return this.#supervisor?.address ?? this.#offAddress;
  }

  /** Public address of the console for links in messages; null while there is none that works. */
  publicUrl(): string | null {
    return this.address.url;
  }

  /**
   * Tells an address that people outside do not know yet, once it has worked for a while.
   * @returns a function that ends the subscription.
   */
  onAddressChanged(listener: (url: string) => Promise<void> | void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async status(): Promise<TunnelStatus> {
    const providers = this.#providers.map(async (provider) => {
      const failure = await provider.unready();
      return { name: provider.name, problem: failure && { code: failure.code, message: failure.message, provider: provider.name } };
    });
    const fixedByEnvironment = this.#options.choice !== null;
    return { settings: this.#effective(), fixedByEnvironment, address: this.address, providers: await Promise.all(providers) };
  }

  /** @throws {AppError} `conflict` when the environment decides. */
  update(patch: Partial<TunnelSettings>): Promise<TunnelStatus> {
    const changed = this.#lastChange.then(() => this.#update(patch));
    this.#lastChange = changed.catch(() => undefined);
    return changed;
  }

  retry(): void {
    this.#supervisor?.retry();
  }

  async close(): Promise<void> {
    this.#openEntrance = null;
    this.#announcer.close();
    await this.#lastChange;
    await this.#stop();
  }

  async #update(patch: Partial<TunnelSettings>): Promise<TunnelStatus> {
    if (this.#options.choice !== null && (patch.enabled !== undefined || patch.order !== undefined))
      throw new AppError('conflict', 'SENTRA_TUNNEL decides about the public address: change it there.');
    const next = { ...this.#settings, ...patch };
    await this.#options.settings.set(key, next, this.#options.nowMs());
    this.#settings = next;
    await this.#stop();
    this.#apply();
    return this.status();
  }

  #effective(): TunnelSettings {
    const { choice } = this.#options;
    if (choice === null) return this.#settings;
    const order = choice === 'auto' || choice === 'off' ? this.#settings.order : [choice];
    return { ...this.#settings, enabled: choice !== 'off', order };
  }

  #apply(): void {
    const { enabled, order } = this.#effective();
    if (!enabled || !this.#openEntrance) return;
    const { log, nowMs, check = checkPublicAddress, onChanged } = this.#options;
    this.#supervisor = new TunnelSupervisor({
      providers: order.flatMap((name) => this.#providers.filter((provider) => provider.name === name)),
      openEntrance: this.#openEntrance,
      check,
      onChanged: (address) => {
        this.#announcer.changed(address);
        onChanged(address);
      },
      log,
      nowMs,
    });
    this.#supervisor.start();
  }

  async #stop(): Promise<void> {
    const supervisor = this.#supervisor;
    if (!supervisor) return;
    await supervisor.close();
    this.#supervisor = null;
    this.#offAddress = noAddress(this.#options.nowMs());
  }
}
