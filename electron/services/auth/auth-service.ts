import type { Caller } from '../../../shared/contract/dispatch.ts';
import { AppError } from '../../../shared/errors.ts';
import type { User } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Store } from '../store/store.ts';
import { ensureFirstAdmin, type FirstAdmin } from './first-admin.ts';
import { LoginThrottle } from './login-throttle.ts';
import { PasswordHashing } from './password-hashing.ts';
import { type OpenedSession, SessionService } from './session-service.ts';
import { userOf, UserService } from './user-service.ts';

export interface AuthServiceOptions {
  readonly store: Pick<Store, 'users' | 'sessions'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly nowMs?: NowMs;
}

export interface Login extends OpenedSession {
  readonly user: User;
}

/** Sign-in: who may come in, and who is asking. */
export class AuthService {
  readonly users: UserService;
  readonly #store: AuthServiceOptions['store'];
  readonly #log: AuthServiceOptions['log'];
  readonly #sessions: SessionService;
  readonly #hashing = new PasswordHashing();
  readonly #throttle: LoginThrottle;

  constructor({ store, log, nowMs = Date.now }: AuthServiceOptions) {
    this.#store = store;
    this.#log = log;
    this.#throttle = new LoginThrottle(nowMs);
    const onSweepFailed = (error: unknown) => log.warn({ err: error }, 'expired sessions could not be removed; it is tried again');
    this.#sessions = new SessionService({ sessions: store.sessions, nowMs, onSweepFailed });
    this.users = new UserService({ users: store.users, sessions: this.#sessions, hashing: this.#hashing, nowMs });
  }

  /** @see ensureFirstAdmin */
  ensureFirstAdmin(password: string | null): Promise<FirstAdmin | null> {
    return ensureFirstAdmin(this.#store.users, this.users, password);
  }

  /** @throws {AppError} `unauthenticated` when name or password are wrong; `rate_limited` with `details.retryAfterSeconds`. */
  async login(name: string, password: string, { address }: { readonly address: string }): Promise<Login> {
    const username = name.trim().toLowerCase();
    this.#throttle.begin(address, username);
    const record = await this.#store.users.findByUsername(username);
    if (!(await this.#hashing.verify(record?.passwordHash ?? null, password)) || !record) return this.#refuse(address);
    const session = await this.#sessions.open(record.id, address);
    // A password that was changed while this one was checked has ended all sessions but this: end it too.
    const now = await this.#store.users.get(record.id);
    if (now?.passwordHash !== record.passwordHash) {
      await this.#sessions.end(session.sessionId);
      return this.#refuse(address);
    }
    this.#throttle.succeeded(address, username);
    this.#log.info({ username, address, sessionId: session.sessionId }, 'signed in');
    return { ...session, user: userOf(now) };
  }

  /** Who holds this token. Cheap: mostly answered from memory. @returns null when it is unknown, expired or ended. */
  async authenticate(accessToken: string, address: string): Promise<Caller | null> {
    const found = await this.#sessions.find(accessToken);
    return found ? { ...found, address } : null;
  }

  /** Keeps the session of an open connection alive. @returns false when it has ended. */
  touch(sessionId: string): Promise<boolean> {
    return this.#sessions.touch(sessionId);
  }

  logout(sessionId: string): Promise<void> {
    return this.#sessions.end(sessionId);
  }

  /**
   * Changes the caller's own password and ends their other sessions.
   * @throws {AppError} `forbidden` when the current one is wrong; `rate_limited` as at sign-in: a stolen session shall not guess on.
   */
  async changePassword(
    caller: { user: User; sessionId: string | null; address: string },
    passwords: { current: string; next: string },
  ): Promise<void> {
    const { user, sessionId, address } = caller;
    this.#throttle.begin(address, user.username);
    await this.users.changePassword(user.id, passwords, sessionId);
    this.#throttle.succeeded(address, user.username);
  }

  /** Told of every session that ends: sign-out, expiry, new password or role, removed user. @returns a function that ends the subscription. */
  onSessionEnded(listener: (sessionId: string) => void): () => void {
    return this.#sessions.onEnded(listener);
  }

  /** Ends what has expired; done every minute anyway. */
  sweepSessions(): Promise<void> {
    return this.#sessions.sweep();
  }

  close(): void {
    this.#sessions.close();
  }

  #refuse(address: string): never {
    // The name is not logged: people type passwords into the wrong field.
    this.#log.warn({ address }, 'sign-in refused');
    throw new AppError('unauthenticated', 'The name or the password is wrong.');
  }
}
