import type { Caller } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import type { User } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Store } from '../store/store.ts';
import type { UserRecord } from '../store/user-repository.ts';
import { AccountRulesService } from './account-rules.ts';
import { tunnelAddress } from './client-address.ts';
import { ensureFirstAdmin, type FirstAdmin } from './first-admin.ts';
import { type AttemptCounts, guessCounts } from './guess-counts.ts';
import { KnownPlaces } from './known-places.ts';
import { LinkService } from './link-service.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnAccount } from './own-account.ts';
import { PasswordHashing } from './password-hashing.ts';
import { type OpenedSession, SessionService } from './session-service.ts';
import { type SecretSealing, TotpService, wrongCode } from './totp-service.ts';
import { userOf, UserService } from './user-service.ts';

export interface AuthServiceOptions {
  readonly store: Pick<Store, 'users' | 'sessions' | 'totp' | 'accountLinks' | 'knownDevices' | 'settings'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Encrypts the secrets of authenticators. */
  readonly sealing: SecretSealing;
  /** Address under which people reach the console now, for the links they are sent. */
  readonly consoleAddress: () => string;
  readonly nowMs?: NowMs;
  readonly hashing?: PasswordHashing;
}

export interface Login extends OpenedSession {
  readonly user: User;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code; for users with a second step. */
  readonly code?: string | undefined;
}

/** Sign-in: who may come in, and who is asking. */
export class AuthService {
  readonly users: UserService;
  readonly links: LinkService;
  readonly totp: TotpService;
  readonly rules: AccountRulesService;
  readonly sessions: SessionService;
  readonly own: OwnAccount;
  readonly #store: AuthServiceOptions['store'];
  readonly #log: AuthServiceOptions['log'];
  readonly #hashing: PasswordHashing;
  readonly #throttle: LoginThrottle;
  readonly #places: KnownPlaces;

  constructor({ store, log, sealing, consoleAddress, nowMs = Date.now, hashing = new PasswordHashing() }: AuthServiceOptions) {
    this.#hashing = hashing;
    this.#store = store;
    this.#log = log;
    this.#throttle = new LoginThrottle(nowMs);
    this.#places = new KnownPlaces(store.knownDevices, nowMs);
    this.totp = new TotpService({ totp: store.totp, sealing, nowMs });
    this.rules = new AccountRulesService(store.settings, nowMs);
    this.sessions = new SessionService({
      sessions: store.sessions,
      nowMs,
      asNow: (user) => this.#asNow(user),
      onReused: ({ id, userId, address }) =>
        log.warn({ sessionId: id, userId, address }, 'a refresh token came back that was exchanged before: stolen? The session was ended'),
      onSweepFailed: (error) => log.warn({ err: error }, 'expired sessions could not be removed; it is tried again'),
    });
    const { sessions } = this;
    this.users = new UserService({ users: store.users, sessions, hashing, nowMs });
    this.links = new LinkService({ links: store.accountLinks, users: store.users, sessions, hashing, consoleAddress, nowMs });
    this.own = new OwnAccount({
      users: this.users,
      sessions,
      totp: this.totp,
      rules: this.rules,
      throttle: this.#throttle,
      log,
    });
  }

  /** @see ensureFirstAdmin */
  ensureFirstAdmin(password: string | null): Promise<FirstAdmin | null> {
    return ensureFirstAdmin(this.#store.users, this.users, password);
  }

  /**
   * @throws {AppError} `unauthenticated` when name or password are wrong, with `details.needs = 'code'` when the code is missing or wrong;
   * `rate_limited` with `details.retryAfterSeconds`.
   */
  async login({ username: name, password, code }: Credentials, caller: Caller): Promise<Login> {
    const username = name.trim().toLowerCase();
    const record = await this.#store.users.findByUsername(username);
    const counts = await this.#countsOf(username, record, caller);
    this.#throttle.begin(counts.all);
    if (!(await this.#hashing.verify(record?.passwordHash ?? null, password)) || !record) return this.#refuse(caller);
    await this.#secondStep(record, code, counts, caller);
    const session = await this.sessions.open(record.id, { address: caller.address, userAgent: caller.client?.userAgent ?? '' });
    // A password that was changed while this one was checked has ended all sessions but this: end it too.
    const now = await this.#store.users.get(record.id);
    if (now?.passwordHash !== record.passwordHash) {
      await this.sessions.end(session.sessionId);
      return this.#refuse(caller);
    }
    this.#throttle.succeeded(counts.all, counts.own);
    await this.#places.remember(record.id, caller);
    this.#log.info({ username, address: caller.address, sessionId: session.sessionId }, 'signed in');
    return { ...session, user: await this.#asNow(userOf(now)) };
  }

  /** The next pair of tokens. @throws {AppError} `unauthenticated` when the token is unknown, was exchanged before, or its session ended. */
  async refresh(refreshToken: string): Promise<Login> {
    const renewed = await this.sessions.refresh(refreshToken);
    if (!renewed) throw new AppError('unauthenticated', 'Sign in first.');
    return renewed;
  }

  /** Who holds this access token. Cheap: mostly answered from memory. @returns null when it is unknown, expired or ended. */
  async authenticate(accessToken: string, address: string): Promise<Caller | null> {
    const found = await this.sessions.find(accessToken);
    return found ? { ...found, address } : null;
  }

  /** Keeps the session of an open connection alive. @returns false when it has ended. */
  touch(sessionId: string): Promise<boolean> {
    return this.sessions.touch(sessionId);
  }

  /** Ends the caller's session, or the one of the refresh token: a browser's access token may have run out. */
  async logout({ sessionId }: Caller, refreshToken: string | null): Promise<void> {
    const id = sessionId ?? (refreshToken ? await this.sessions.idOfRefreshToken(refreshToken) : null);
    if (id) await this.sessions.end(id);
  }

  /**
   * Told of every session that ends (sign-out, expiry, new password or role, removed user, theft) or whose rights change: its connections
   * are to be closed. @returns a function that ends the subscription.
   */
  onSessionEnded(listener: (sessionId: string) => void): () => void {
    return this.sessions.onEnded(listener);
  }

  /** Told of users whose reach changed: their open connections go by the old one. @returns a function that ends the subscription. */
  onUserChanged(listener: (userId: string) => void): () => void {
    return this.sessions.onUserChanged(listener);
  }

  /** Ends what has expired; done every minute anyway. */
  sweepSessions(): Promise<void> {
    return this.sessions.sweep();
  }

  close(): void {
    this.own.close();
    this.sessions.close();
  }

  async #countsOf(username: string, record: UserRecord | null, caller: Caller): Promise<AttemptCounts> {
    const knownPlace = await this.#places.placeOf(record?.id ?? null, caller);
    return guessCounts({ username, address: caller.address, knownPlace, shared: caller.address === tunnelAddress });
  }

  async #secondStep(record: UserRecord, code: string | undefined, counts: AttemptCounts, caller: Caller): Promise<void> {
    const outcome = await this.totp.check(record.id, code);
    if (outcome === 'needed') {
      this.#throttle.giveBack(counts.all);
      throw new AppError('unauthenticated', 'Enter the code of your authenticator.', { details: { needs: 'code' } });
    }
    if (outcome === 'wrong') {
      this.#log.warn({ username: record.username, address: caller.address }, 'sign-in refused: right password, wrong code');
      throw wrongCode('unauthenticated');
    }
  }

  /** Where administrators must have a second step, one without it is an operator until it is set up. */
  async #asNow(user: User): Promise<User> {
    if (user.role !== 'admin' || !(await this.rules.get()).adminsNeedTotp || (await this.totp.isOn(user.id))) return user;
    return { ...user, role: 'operator' };
  }

  #refuse({ address }: Caller): never {
    // The name is not logged: people type passwords into the wrong field.
    this.#log.warn({ address }, 'sign-in refused');
    throw new AppError('unauthenticated', 'The name or the password is wrong.');
  }
}
