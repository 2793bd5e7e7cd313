import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import { reachFor } from '../../../shared/domain/reach.ts';
import type { Reach, Role, User } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import type { UserRecord, UserRepository } from '../store/user-repository.ts';
import type { PasswordHashing } from './password-hashing.ts';
import type { SessionService } from './session-service.ts';

export interface UserServiceOptions {
  readonly users: UserRepository;
  readonly sessions: SessionService;
  readonly hashing: PasswordHashing;
  readonly nowMs: NowMs;
}

/** The people who may sign in. A new role, a new password and removal end the sessions of the user. */
export class UserService {
  readonly #options: UserServiceOptions;

  constructor(options: UserServiceOptions) {
    this.#options = options;
  }

  async list(): Promise<User[]> {
    return (await this.#options.users.list()).map(userOf);
  }

  /** @throws {AppError} `not_found`. */
  async get(id: string): Promise<User> {
    const record = await this.#options.users.get(id);
    if (!record) throw notFound();
    return userOf(record);
  }

  /** @throws {AppError} `conflict` when the name is taken. */
  async create(input: { username: string; password: string; role: Role; reach?: Reach | undefined }): Promise<User> {
    const { username, password, role } = input;
    const { users, hashing, nowMs } = this.#options;
    const made = { id: randomUUID(), reach: reachFor(role, input.reach), createdAtMs: nowMs() };
    const record = { ...made, username, role, passwordHash: await hashing.hash(password) };
    if (!(await users.insert(record))) throw new AppError('conflict', `There is a user "${username}" already.`);
    return userOf(record);
  }

  /** @throws {AppError} `not_found`; `conflict` when it would leave no admin. */
  async update(id: string, change: { role?: Role | undefined; password?: string | undefined; reach?: Reach | undefined }): Promise<User> {
    const { role, password, reach } = change;
    const { users, sessions, hashing } = this.#options;
    const before = await users.get(id);
    if (!before) throw notFound();
    const roleChanges = role !== undefined && role !== before.role;
    const passwordHash = password === undefined ? undefined : await hashing.hash(password);
    const updated = await users.update(id, { role, passwordHash, reach });
    if (!updated) throw notFound();
    if (roleChanges || passwordHash) await sessions.endOfUser(id);
    else if (reach) sessions.noteUserChanged(id);
    return userOf(updated);
  }

  /** @throws {AppError} `not_found`; `conflict` when it is the last admin. */
  async remove(id: string): Promise<void> {
    const { users, sessions } = this.#options;
    const removed = await users.remove(id);
    if (!removed) throw notFound();
    sessions.noteEnded(removed.sessionIds);
  }

  /** Changes a password by its owner; ends all other sessions of the user. @throws {AppError} `forbidden` when the current one is wrong. */
  async changePassword(id: string, passwords: { current: string; next: string }, keepSessionId: string | null): Promise<void> {
    const { users, sessions, hashing } = this.#options;
    await this.checkPassword(id, passwords.current);
    await users.update(id, { passwordHash: await hashing.hash(passwords.next) });
    await sessions.endOfUser(id, keepSessionId);
  }

  /** @throws {AppError} `forbidden` when it is not the user's. */
  async checkPassword(id: string, password: string): Promise<void> {
    const { users, hashing } = this.#options;
    const record = await users.get(id);
    if (!(await hashing.verify(record?.passwordHash ?? null, password))) throw new AppError('forbidden', 'The current password is wrong.');
  }
}

/** What others may know of a user. */
export function userOf({ passwordHash: _hidden, ...user }: UserRecord): User {
  return user;
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such user.');
}
