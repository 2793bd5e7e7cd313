import { randomUUID } from 'node:crypto';
import type { User } from '../../../shared/schemas/user.ts';
import type { NowMs } from '../clock.ts';
import type { FoundToken, SessionRecord, SessionRepository, TokenRecord } from '../store/session-repository.ts';
import { hashOfToken, newToken, nextPair, type TokenPair } from './session-token.ts';

/** A session nobody uses ends after this long. One that is used does not end: a control room is never signed out mid-shift. */
const lifeMs = 7 * 24 * 60 * 60_000;
const accessLifeMs = 60 * 60_000;
/** How long a refresh token that was exchanged still leads to the same pair, once that pair is in use: two tabs that ask at once. */
const graceMs = 30_000;
/** How long exchanged refresh tokens are remembered. */
const rememberReplacedMs = 30 * 24 * 60 * 60_000;
/** How far the stored end of a session may lag behind its use: spares a write at every request. */
const extendEveryMs = 5 * 60_000;
/** How long a looked-up session is trusted without asking the database: bounds what a sign-out at another station can miss. */
const cacheMs = 30_000;
const mostCached = 2_000;
const sweepMs = 60_000;

export interface OpenedSession {
  readonly sessionId: string;
  /** Both shown once; only their hashes are kept. */
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token ends. */
  readonly expiresAtMs: number;
}

interface Cached extends FoundToken {
  readonly readAtMs: number;
}

export interface SessionServiceOptions {
  readonly sessions: SessionRepository;
  readonly nowMs: NowMs;
  /** What the user may do now; asked whenever a session is read. */
  readonly asNow: (user: User) => Promise<User>;
  /** A refresh token came back that was exchanged long ago: whoever holds the session now, one of the two is a thief. */
  readonly onReused: (session: SessionRecord) => void;
  /** Told when the database cannot be swept; it is tried again. */
  readonly onSweepFailed: (error: unknown) => void;
}

/**
 * Sessions and their tokens. A token is an opaque random number that names a row, not a signed statement (JWT): ending the session ends
 * its tokens at once, there is no key to keep or to leak, and nothing to get wrong in verification. The price, a look-up at each request,
 * is paid by a small cache. @see docs/decisions/0006-refresh-tokens.md
 */
export class SessionService {
  readonly #options: SessionServiceOptions;
  readonly #cache = new Map<string, Cached>();
  readonly #listeners = new Set<(sessionId: string) => void>();
  readonly #userListeners = new Set<(userId: string) => void>();
  readonly #sweeper: NodeJS.Timeout;
  /** Raised whenever sessions end: a look-up that began before must not put an ended one into the cache. */
  #endings = 0;

  constructor(options: SessionServiceOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => void this.sweep(), sweepMs);
    this.#sweeper.unref();
  }

  async open(userId: string, from: { readonly address: string; readonly userAgent: string }): Promise<OpenedSession> {
    const nowMs = this.#options.nowMs();
    const pair = { access: newToken(), refresh: newToken() };
    const session = {
      id: randomUUID(),
      userId,
      address: from.address.slice(0, 100),
      userAgent: from.userAgent.slice(0, 300),
      seed: newToken(),
      generation: 0,
      confirmedGeneration: 0,
      rotatedAtMs: nowMs,
      createdAtMs: nowMs,
      lastSeenAtMs: nowMs,
      expiresAtMs: nowMs + lifeMs,
    };
    await this.#options.sessions.insert(session, tokenRows(session.id, pair, 0, nowMs + accessLifeMs));
    return opened(session.id, pair, nowMs + accessLifeMs);
  }

  /** Whose access token it is, and moves the end of the session on. @returns null when the token is unknown, expired or ended. */
  async find(accessToken: string): Promise<{ readonly sessionId: string; readonly user: User } | null> {
    if (accessToken.length > 200) return null;
    const tokenHash = hashOfToken(accessToken);
    const found = this.#fromCache(tokenHash) ?? (await this.#fromDatabase(tokenHash));
    const nowMs = this.#options.nowMs();
    if (!found || found.session.expiresAtMs <= nowMs || (found.token.expiresAtMs ?? nowMs + 1) <= nowMs) return null;
    return (await this.#extend(found)) ? { sessionId: found.session.id, user: found.user } : null;
  }

  /**
   * The next pair for a refresh token. One that was exchanged before leads to the same pair again while nobody has used that pair (its
   * reply was lost), and for half a minute after the exchange (two tabs). Later it is a stolen copy, or the owner's after a theft: the
   * session ends for both.
   * @returns null when the token is unknown or its session has ended.
   */
  async refresh(refreshToken: string): Promise<(OpenedSession & { readonly user: User }) | null> {
    const { sessions, nowMs } = this.#options;
    const found = await sessions.findByToken(hashOfToken(refreshToken), 'refresh');
    if (!found || found.session.expiresAtMs <= nowMs()) return null;
    const { session, token } = found;
    const pair = nextPair(session.seed, refreshToken);
    if (token.generation === session.generation) {
      const expiresAtMs = await this.#rotate(session, pair);
      if (expiresAtMs === null) return this.refresh(refreshToken);
      return { ...opened(session.id, pair, expiresAtMs), user: await this.#options.asNow(found.user) };
    }
    if (!this.#mayRepeat(session, token)) {
      await this.end(session.id);
      this.#options.onReused(session);
      return null;
    }
    const access = await sessions.findByToken(hashOfToken(pair.access), 'access');
    const expiresAtMs = access?.token.expiresAtMs ?? 0;
    // The lost reply's access token has run out meanwhile: the client gets the pair after it.
    if (expiresAtMs <= nowMs()) return this.refresh(pair.refresh);
    return { ...opened(session.id, pair, expiresAtMs), user: await this.#options.asNow(found.user) };
  }

  /** The session a refresh token belongs to, without exchanging it. */
  async idOfRefreshToken(refreshToken: string): Promise<string | null> {
    return (await this.#options.sessions.findByToken(hashOfToken(refreshToken), 'refresh'))?.session.id ?? null;
  }

  /** Sessions of a user that count now, last used first. */
  listOfUser(userId: string): Promise<SessionRecord[]> {
    return this.#options.sessions.listOfUser(userId, this.#options.nowMs());
  }

  /** Keeps a session alive whose connection stays open without requests. @returns false when it has ended. */
  async touch(sessionId: string): Promise<boolean> {
    const session = await this.#options.sessions.get(sessionId);
    if (!session || session.expiresAtMs <= this.#options.nowMs()) return false;
    this.#forget((cached) => cached.session.id === sessionId);
    return this.#options.sessions.extend(sessionId, this.#options.nowMs(), this.#options.nowMs() + lifeMs);
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

  /** Told of users whose reach changed. @returns a function that ends the subscription. */
  onUserChanged(listener: (userId: string) => void): () => void {
    this.#userListeners.add(listener);
    return () => this.#userListeners.delete(listener);
  }

  /** What is remembered of this user is out of date; their sessions go on. */
  noteUserChanged(userId: string): void {
    this.#endings += 1;
    for (const [tokenHash, { user }] of this.#cache) if (user.id === userId) this.#cache.delete(tokenHash);
    for (const listener of this.#userListeners) listener(userId);
  }

  close(): void {
    clearInterval(this.#sweeper);
  }

  /** Forgets sessions whose rows are gone, and tells whoever holds their connections. */
  noteEnded(sessionIds: readonly string[]): void {
    if (sessionIds.length === 0) return;
    this.#endings += 1;
    const ended = new Set(sessionIds);
    this.#forget((cached) => ended.has(cached.session.id));
    for (const sessionId of sessionIds) for (const listener of this.#listeners) listener(sessionId);
  }

  /** What this user may do has changed: connections are closed and come back with what is true now. */
  async noteChanged(userId: string): Promise<void> {
    this.noteEnded((await this.listOfUser(userId)).map(({ id }) => id));
  }

  /** @returns when the new access token ends; null when another request was quicker. */
  async #rotate(session: SessionRecord, pair: TokenPair): Promise<number | null> {
    const nowMs = this.#options.nowMs();
    const generation = session.generation + 1;
    const rotated = await this.#options.sessions.rotate({
      sessionId: session.id,
      fromGeneration: session.generation,
      tokens: tokenRows(session.id, pair, generation, nowMs + accessLifeMs),
      nowMs,
      expiresAtMs: nowMs + lifeMs,
      forgetReplacedAtMs: nowMs + rememberReplacedMs,
    });
    return rotated ? nowMs + accessLifeMs : null;
  }

  #mayRepeat(session: SessionRecord, token: TokenRecord): boolean {
    if (token.generation !== session.generation - 1) return false;
    return session.confirmedGeneration < session.generation || this.#options.nowMs() - session.rotatedAtMs < graceMs;
  }

  #fromCache(tokenHash: string): Cached | null {
    const cached = this.#cache.get(tokenHash);
    return cached && this.#options.nowMs() - cached.readAtMs < cacheMs ? cached : null;
  }

  async #fromDatabase(tokenHash: string): Promise<Cached | null> {
    const endings = this.#endings;
    const found = await this.#options.sessions.findByToken(tokenHash, 'access');
    if (!found) return null;
    const { id, confirmedGeneration } = found.session;
    if (confirmedGeneration < found.token.generation) await this.#options.sessions.confirm(id, found.token.generation);
    const cached = { ...found, user: await this.#options.asNow(found.user), readAtMs: this.#options.nowMs() };
    if (endings === this.#endings) this.#remember(cached);
    return cached;
  }

  #remember(cached: Cached): void {
    if (this.#cache.size >= mostCached) this.#cache.clear();
    this.#cache.set(cached.token.tokenHash, cached);
  }

  #forget(which: (cached: Cached) => boolean): void {
    for (const [tokenHash, cached] of this.#cache) if (which(cached)) this.#cache.delete(tokenHash);
  }

  /** @returns false when the session has ended meanwhile. */
  async #extend({ session, ...rest }: Cached): Promise<boolean> {
    const nowMs = this.#options.nowMs();
    if (nowMs - session.lastSeenAtMs < extendEveryMs) return true;
    const extended = { ...session, lastSeenAtMs: nowMs, expiresAtMs: nowMs + lifeMs };
    const { tokenHash } = rest.token;
    if (this.#cache.has(tokenHash)) this.#cache.set(tokenHash, { ...rest, session: extended });
    const alive = await this.#options.sessions.extend(session.id, extended.lastSeenAtMs, extended.expiresAtMs);
    if (!alive) this.#cache.delete(tokenHash);
    return alive;
  }
}

function tokenRows(sessionId: string, pair: TokenPair, generation: number, accessEndsAtMs: number): TokenRecord[] {
  return [
    { tokenHash: hashOfToken(pair.access), sessionId, kind: 'access', generation, expiresAtMs: accessEndsAtMs },
    { tokenHash: hashOfToken(pair.refresh), sessionId, kind: 'refresh', generation, expiresAtMs: null },
  ];
}

function opened(sessionId: string, { access, refresh }: TokenPair, expiresAtMs: number): OpenedSession {
  return { sessionId, accessToken: access, refreshToken: refresh, expiresAtMs };
}
