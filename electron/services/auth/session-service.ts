import { randomUUID } from 'node:crypto';
import type { User } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import type { SessionRepository, SessionWithUser } from '../store/session-repository.ts';
import { hashOfToken, newAccessToken } from './access-token.ts';

/** A session nobody uses ends after this long. */
const lifeMs = 12 * 60 * 60_000;
/** And every session after this long. */
const longestLifeMs = 30 * 24 * 60 * 60_000;
/** How far the stored end of a session may lag behind its use: spares a write at every request. */
const extendEveryMs = 5 * 60_000;
/** How long a looked-up session is trusted without asking the database: bounds what a sign-out at another station can miss. */
const cacheMs = 30_000;
const mostCached = 2_000;
const sweepMs = 60_000;

export interface OpenedSession {
  readonly sessionId: string;
  /** Shown once; only its hash is kept. */
  readonly accessToken: string;
  readonly expiresAtMs: number;
}

interface Cached extends SessionWithUser {
  readonly readAtMs: number;
}

export interface SessionServiceOptions {
  readonly sessions: SessionRepository;
  readonly nowMs: NowMs;
  /** Told when the database cannot be swept; it is tried again. */
  readonly onSweepFailed: (error: unknown) => void;
}

/**
 * Sessions and their access tokens. A token is an opaque random number that names a row, not a signed statement (JWT): ending the
 * session ends the token at once, there is no key to keep or to leak, and nothing to get wrong in verification. The price, a look-up
 * at each request, is paid by a small cache.
 */
export class SessionService {
  readonly #options: SessionServiceOptions;
  readonly #cache = new Map<string, Cached>();
  readonly #listeners = new Set<(sessionId: string) => void>();
  readonly #sweeper: NodeJS.Timeout;
  /** Raised whenever sessions end: a look-up that began before must not put an ended one into the cache. */
  #endings = 0;

  constructor(options: SessionServiceOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => void this.sweep(), sweepMs);
    this.#sweeper.unref();
  }

  async open(userId: string, address: string): Promise<OpenedSession> {
    const nowMs = this.#options.nowMs();
    const accessToken = newAccessToken();
    const session = {
      id: randomUUID(),
      tokenHash: hashOfToken(accessToken),
      userId,
      address: address.slice(0, 100),
      createdAtMs: nowMs,
      lastSeenAtMs: nowMs,
      expiresAtMs: nowMs + lifeMs,
    };
    await this.#options.sessions.insert(session);
    return { sessionId: session.id, accessToken, expiresAtMs: session.expiresAtMs };
  }

  /** Whose token it is, and moves the end of the session on. @returns null when the token is unknown, expired or ended. */
  async find(accessToken: string): Promise<{ readonly sessionId: string; readonly user: User } | null> {
    if (accessToken.length > 200) return null;
    const tokenHash = hashOfToken(accessToken);
    const found = this.#fromCache(tokenHash) ?? (await this.#fromDatabase(tokenHash));
    if (!found || found.session.expiresAtMs <= this.#options.nowMs() || !(await this.#extend(found))) return null;
    return { sessionId: found.session.id, user: found.user };
  }

  /** Keeps a session alive whose connection stays open without requests. @returns false when it has ended. */
  async touch(sessionId: string): Promise<boolean> {
    const session = await this.#options.sessions.get(sessionId);
    if (!session || session.expiresAtMs <= this.#options.nowMs()) return false;
    this.#cache.delete(session.tokenHash);
    return this.#options.sessions.extend(sessionId, this.#options.nowMs(), this.#newEnd(session.createdAtMs));
  }

  async end(sessionId: string): Promise<void> {
    if (await this.#options.sessions.remove(sessionId)) this.noteEnded([sessionId]);
  }

  async endOfUser(userId: string, exceptSessionId: string | null = null): Promise<void> {
    this.noteEnded(await this.#options.sessions.removeOfUser(userId, exceptSessionId));
  }

  /** Ends what has expired. */
  async sweep(): Promise<void> {
    try {
      this.noteEnded(await this.#options.sessions.removeExpired(this.#options.nowMs()));
    } catch (error) {
      this.#options.onSweepFailed(error);
    }
  }

  /** @returns a function that ends the subscription. */
  onEnded(listener: (sessionId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#sweeper);
  }

  #fromCache(tokenHash: string): Cached | null {
    const cached = this.#cache.get(tokenHash);
    return cached && this.#options.nowMs() - cached.readAtMs < cacheMs ? cached : null;
  }

  async #fromDatabase(tokenHash: string): Promise<Cached | null> {
    const endings = this.#endings;
    const found = await this.#options.sessions.findByTokenHash(tokenHash);
    if (!found) return null;
    const cached = { ...found, readAtMs: this.#options.nowMs() };
    if (endings === this.#endings) this.#remember(cached);
    return cached;
  }

  #remember(cached: Cached): void {
    if (this.#cache.size >= mostCached) this.#cache.clear();
    this.#cache.set(cached.session.tokenHash, cached);
  }

  /** @returns false when the session has ended meanwhile. */
  async #extend({ session, ...rest }: Cached): Promise<boolean> {
    const nowMs = this.#options.nowMs();
    if (nowMs - session.lastSeenAtMs < extendEveryMs) return true;
    const extended = { ...session, lastSeenAtMs: nowMs, expiresAtMs: this.#newEnd(session.createdAtMs) };
    if (this.#cache.has(session.tokenHash)) this.#cache.set(session.tokenHash, { ...rest, session: extended });
    const alive = await this.#options.sessions.extend(session.id, extended.lastSeenAtMs, extended.expiresAtMs);
    if (!alive) this.#cache.delete(session.tokenHash);
    return alive;
  }

  #newEnd(createdAtMs: number): number {
    return Math.min(this.#options.nowMs() + lifeMs, createdAtMs + longestLifeMs);
  }

  /** Forgets sessions whose rows are gone, and tells whoever holds their connections. */
  noteEnded(sessionIds: readonly string[]): void {
    if (sessionIds.length === 0) return;
    this.#endings += 1;
    const ended = new Set(sessionIds);
    for (const [tokenHash, { session }] of this.#cache) if (ended.has(session.id)) this.#cache.delete(tokenHash);
    for (const sessionId of sessionIds) for (const listener of this.#listeners) listener(sessionId);
  }
}
