import type { AccountRules } from '../../../shared/schemas/account.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../logging/logger.ts';
import type { AccountRulesService } from './account-rules.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { SessionService } from './session-service.ts';
import type { SignedIn } from './signed-in.ts';
import { type TotpService, wrongCode } from './totp-service.ts';
import type { UserService } from './user-service.ts';

export interface OwnAccountOptions {
  readonly users: UserService;
  readonly sessions: SessionService;
  readonly totp: TotpService;
  readonly rules: AccountRulesService;
  readonly throttle: LoginThrottle;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** A connection is closed this long after its rights changed: the answer to the change goes over it. */
const closeAfterMs = 1_000;

/**
 * What people do about their own account. Whatever weakens or takes over an account needs the password again, and guesses at it are
 * slowed down like at the sign-in: a stolen session shall not become a stolen account.
 */
export class OwnAccount {
  readonly #options: OwnAccountOptions;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: OwnAccountOptions) {
    this.#options = options;
  }

  /** Ends all other sessions of the user. @throws {AppError} `forbidden` when the current one is wrong; `rate_limited`. */
  async changePassword(caller: SignedIn, passwords: { readonly current: string; readonly next: string }): Promise<void> {
    await this.#guessing(caller, () => this.#options.users.changePassword(caller.user.id, passwords, caller.sessionId));
  }

  async secondStep({ user }: SignedIn): Promise<{ enabled: boolean; recoveryCodesLeft: number; required: boolean }> {
    const { totp, rules, users } = this.#options;
    // The stored role: the one at hand may be lowered because the second step is missing.
    const isAdmin = (await users.get(user.id)).role === 'admin';
    return {
      enabled: await totp.isOn(user.id),
      recoveryCodesLeft: await totp.recoveryCodesLeft(user.id),
      required: isAdmin && (await rules.get()).adminsNeedTotp,
    };
  }

  /** @throws {AppError} `forbidden` when the password is wrong; `conflict` when the second step is on. */
  async beginTotp(caller: SignedIn, password: string): Promise<{ secret: string; uri: string }> {
    await this.#guessing(caller, () => this.#options.users.checkPassword(caller.user.id, password));
    return this.#options.totp.begin(caller.user.id, caller.user.username);
  }

  /** @returns the recovery codes. @throws {AppError} `forbidden` when the code is wrong. */
  async confirmTotp(caller: SignedIn, code: string): Promise<string[]> {
    const codes = await this.#guessing(caller, () => this.#options.totp.confirm(caller.user.id, code));
    this.#options.log.info({ username: caller.user.username }, 'second step switched on');
    this.#rightsChanged(caller.user.id);
    return codes;
  }

  async removeTotp(caller: SignedIn, proof: { readonly password: string; readonly code: string }): Promise<void> {
    await this.#prove(caller, proof);
    await this.#options.totp.remove(caller.user.id);
    this.#options.log.warn({ username: caller.user.username }, 'second step switched off');
    this.#rightsChanged(caller.user.id);
  }

  async renewRecoveryCodes(caller: SignedIn, proof: { readonly password: string; readonly code: string }): Promise<string[]> {
    await this.#prove(caller, proof);
    return this.#options.totp.renewRecoveryCodes(caller.user.id);
  }

  /** @throws {AppError} `conflict` when somebody demands what they have not set up: they would shut themselves out. */
  async updateRules(caller: SignedIn, change: Partial<AccountRules>): Promise<AccountRules> {
    const { rules, totp, users } = this.#options;
    if (change.adminsNeedTotp && caller.sessionId !== null && !(await totp.isOn(caller.user.id)))
      throw new AppError('conflict', 'Set up your own second step first.');
    const next = await rules.update(change);
    for (const { id, role } of await users.list()) if (role === 'admin') this.#rightsChanged(id);
    return next;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #prove(caller: SignedIn, { password, code }: { readonly password: string; readonly code: string }): Promise<void> {
    await this.#guessing(caller, async () => {
      await this.#options.users.checkPassword(caller.user.id, password);
      if ((await this.#options.totp.check(caller.user.id, code)) === 'wrong') throw wrongCode('forbidden');
    });
  }

  async #guessing<T>({ user, sessionId }: SignedIn, attempt: () => Promise<T>): Promise<T> {
    const counts = [{ key: `session ${sessionId ?? 'window'} ${user.username}`, free: 3, longestDelayMs: 30_000 }];
    this.#options.throttle.begin(counts);
    const value = await attempt();
    this.#options.throttle.succeeded(counts, counts);
    return value;
  }

  #rightsChanged(userId: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#options.sessions.noteChanged(userId).catch((error: unknown) => {
        this.#options.log.warn({ err: error }, 'open connections could not be told of new rights; they have them within a minute');
      });
    }, closeAfterMs);
    this.#timers.add(timer);
  }
}
