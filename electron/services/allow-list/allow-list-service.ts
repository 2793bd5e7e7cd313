import type { Caller, Handlers } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import { type NetworkSettings, networkSettingsSchema } from '../../../shared/schemas/network.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';
import { AllowList, type Visitor } from './allow-list.ts';

const key = 'network';

/** The allow-list as it is set. */
export class AllowListService {
  readonly #settings: SettingsRepository;
  readonly #listeners = new Set<() => void>();
  #value: NetworkSettings;
  #list: AllowList;

  private constructor(settings: SettingsRepository, value: NetworkSettings) {
    this.#settings = settings;
    this.#value = value;
    this.#list = new AllowList(value.allowedNets);
  }

  /** @throws {AppError} `unavailable` when what is stored cannot be read: an unreadable list must not mean "everybody". */
  static async open(settings: SettingsRepository): Promise<AllowListService> {
    return new AllowListService(settings, (await settings.get(key, networkSettingsSchema)) ?? { allowedNets: [] });
  }

  allows(visitor: Visitor): boolean {
    return this.#list.allows(visitor);
  }

  /** Told when the list changed. @returns a function that ends the subscription. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  handlers(): Pick<Handlers, 'network.settings' | 'network.update'> {
    return { 'network.settings': () => this.#value, 'network.update': (next, caller) => this.#update(next, caller) };
  }

  async #update(next: NetworkSettings, { address, client }: Caller): Promise<NetworkSettings> {
    const list = new AllowList(next.allowedNets);
    const local = client?.local ?? (address === 'window' || /^(::1$|(::ffff:)?127\.)/.test(address));
    if (!list.allows({ address, local }))
      throw new AppError('conflict', `This list would shut out your own address ${address}: add it first.`);
    await this.#settings.set(key, next, Date.now());
    this.#value = next;
    this.#list = list;
    for (const listener of this.#listeners) listener();
    return next;
  }
}
