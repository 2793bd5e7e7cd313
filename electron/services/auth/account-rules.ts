import { type AccountRules, accountRulesSchema } from '../../../shared/schemas/account.ts';
import type { NowMs } from '../clock.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';

const key = 'accounts';
const defaults: AccountRules = { adminsNeedTotp: false };

/** What the station asks of accounts, kept in its settings. */
export class AccountRulesService {
  readonly #settings: SettingsRepository;
  readonly #nowMs: NowMs;

  constructor(settings: SettingsRepository, nowMs: NowMs) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  async get(): Promise<AccountRules> {
    return (await this.#settings.get(key, accountRulesSchema)) ?? defaults;
  }

  async update(change: { readonly adminsNeedTotp?: boolean | undefined }): Promise<AccountRules> {
    const next = { adminsNeedTotp: change.adminsNeedTotp ?? (await this.get()).adminsNeedTotp };
    await this.#settings.set(key, next, this.#nowMs());
    return next;
  }
}
