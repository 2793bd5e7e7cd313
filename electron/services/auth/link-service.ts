import { randomUUID } from 'node:crypto';
import type { AccountLink, LinkKind, NewAccountLink } from '../../../shared/schemas/account.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Role, type User, wholeReach } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import type { AccountLinkRecord, AccountLinkRepository } from '../store/account-link-repository.ts';
import type { UserRepository } from '../store/user-repository.ts';
import type { PasswordHashing } from './password-hashing.ts';
import type { SessionService } from './session-service.ts';
import { hashOfToken, newToken } from './session-token.ts';
import { userOf } from './user-service.ts';

const invitationLifeMs = 7 * 24 * 60 * 60_000;
const resetLifeMs = 24 * 60 * 60_000;
const pages: Readonly<Record<LinkKind, string>> = { invitation: 'join', reset: 'reset' };

export interface LinkServiceOptions {
  readonly links: AccountLinkRepository;
  readonly users: UserRepository;
  readonly sessions: SessionService;
  readonly hashing: PasswordHashing;
  /** Address under which people reach the console now, without a slash at the end. */
  readonly consoleAddress: () => string;
  readonly nowMs: NowMs;
}

/**
 * One-time links by which people join or choose a new password. The secret part stands behind the `#`, which browsers send to nobody:
 * it is in no server's log and in no Referer. It is kept as a hash, ends by itself and works once.
 */
export class LinkService {
  readonly #options: LinkServiceOptions;

  constructor(options: LinkServiceOptions) {
    this.#options = options;
  }

  invite(role: Role, by: string): Promise<NewAccountLink> {
    return this.#make({ kind: 'invitation', userId: null, role }, by, invitationLifeMs);
  }

  /** @throws {AppError} `not_found`. */
  async makeReset(userId: string, by: string): Promise<NewAccountLink> {
    if (!(await this.#options.users.get(userId))) throw new AppError('not_found', 'There is no such user.');
    return this.#make({ kind: 'reset', userId, role: null }, by, resetLifeMs);
  }

  async list(): Promise<AccountLink[]> {
    const links = await this.#options.links.list(this.#options.nowMs());
    return Promise.all(links.map((link) => this.#shown(link)));
  }

  /** @throws {AppError} `not_found`. */
  async withdraw(id: string): Promise<void> {
    if (!(await this.#options.links.remove(id))) throw deadLink();
  }

  /** What a link is for. @throws {AppError} `not_found` when it does not work. */
  async read(token: string): Promise<AccountLink> {
    const link = await this.#options.links.find(hashOfToken(token), this.#options.nowMs());
    if (!link) throw deadLink();
    return this.#shown(link);
  }

  /** @throws {AppError} `not_found` when the link does not work; `conflict` when the name is taken, the link works on then. */
  async join(token: string, { username, password }: { username: string; password: string }): Promise<User> {
    const { links, hashing, nowMs } = this.#options;
    const link = await links.find(hashOfToken(token), nowMs());
    if (link?.kind !== 'invitation') throw deadLink();
    const user = {
      id: randomUUID(),
      username,
      role: link.role,
      reach: wholeReach,
      passwordHash: await hashing.hash(password),
      createdAtMs: nowMs(),
    };
    const outcome = await links.join(hashOfToken(token), nowMs(), user);
    if (outcome === 'no_link') throw deadLink();
    if (outcome === 'taken') throw new AppError('conflict', `There is a user "${username}" already.`);
    return userOf(user);
  }

  /** Sets the password and ends all sessions of the user; the second step stays. @throws {AppError} `not_found` when the link does not work. */
  async reset(token: string, password: string): Promise<string> {
    const { links, hashing, sessions, nowMs } = this.#options;
    if ((await links.find(hashOfToken(token), nowMs()))?.kind !== 'reset') throw deadLink();
    const userId = await links.reset(hashOfToken(token), nowMs(), await hashing.hash(password));
    if (userId === null) throw deadLink();
    await sessions.endOfUser(userId);
    return userId;
  }

  async #make(what: Purpose, createdBy: string, lifeMs: number): Promise<NewAccountLink> {
    const { links, nowMs, consoleAddress } = this.#options;
    const token = newToken();
    const times = { createdAtMs: nowMs(), expiresAtMs: nowMs() + lifeMs };
    const link: AccountLinkRecord = { id: randomUUID(), tokenHash: hashOfToken(token), ...what, createdBy, ...times };
    await links.insert(link);
    return { ...(await this.#shown(link)), url: `${consoleAddress()}/#/${pages[what.kind]}/${token}` };
  }

  async #shown({ id, kind, userId, role, createdBy, createdAtMs, expiresAtMs }: AccountLinkRecord): Promise<AccountLink> {
    const user = userId === null ? null : await this.#options.users.get(userId);
    return { id, kind, username: user?.username ?? null, role, createdBy, createdAtMs, expiresAtMs };
  }
}

type Purpose =
  | { readonly kind: 'invitation'; readonly userId: null; readonly role: Role }
  | { readonly kind: 'reset'; readonly userId: string; readonly role: null };

function deadLink(): AppError {
  return new AppError('not_found', 'This link does not work: it was used, withdrawn, or is too old. Ask for a new one.');
}
