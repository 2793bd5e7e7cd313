import { AppError } from '../../../shared/errors.ts';
import type { NowMs } from '../clock.ts';

interface Failures {
  count: number;
  lastAtMs: number;
  /** No attempt counts before. */
  openAtMs: number;
}

/** Wrong passwords that cost nothing, for one account from one address, and for one address in all. */
const freePerAccount = 3;
const freePerAddress = 12;
const longestDelayMs = 30_000;
const forgottenAfterMs = 15 * 60_000;
const mostKeys = 10_000;

/**
 * Slows guessing down: after a few wrong passwords each further attempt has to wait twice as long, 30 s at most. The delay belongs to
 * the address (and the account tried from it), never to the account alone: a stranger elsewhere cannot lock its owner out. Attempts
 * during the delay are refused without being looked at and do not lengthen it.
 */
export class LoginThrottle {
  readonly #failures = new Map<string, Failures>();
  readonly #nowMs: NowMs;

  constructor(nowMs: NowMs) {
    this.#nowMs = nowMs;
  }

  /**
   * Takes the place of one attempt, wrong until `succeeded` says otherwise: parallel guesses cannot slip through together.
   * @throws {AppError} `rate_limited` with `details.retryAfterSeconds`.
   */
  begin(address: string, username: string): void {
    const keys = keysOf(address, username);
    const openAtMs = Math.max(...keys.map(([key]) => this.#failures.get(key)?.openAtMs ?? 0));
    const waitMs = openAtMs - this.#nowMs();
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new AppError('rate_limited', `Too many wrong passwords; try again in ${retryAfterSeconds} s.`, {
        details: { retryAfterSeconds },
      });
    }
    for (const [key, free] of keys) this.#count(key, free);
  }

  succeeded(address: string, username: string): void {
    for (const [key, free] of keysOf(address, username)) {
      const failures = this.#failures.get(key);
      if (!failures) continue;
      // The account starts anew. The address only gets this attempt back, or a guesser with an account could reset it at will.
      if (free === freePerAccount || failures.count <= 1) this.#failures.delete(key);
      else this.#failures.set(key, { ...failures, count: failures.count - 1, openAtMs: 0 });
    }
  }

  #count(key: string, free: number): void {
    const nowMs = this.#nowMs();
    const before = this.#failures.get(key);
    const count = before && nowMs - before.lastAtMs < forgottenAfterMs ? before.count + 1 : 1;
    const delayMs = count < free ? 0 : Math.min(longestDelayMs, 1000 * 2 ** Math.min(count - free, 10));
    this.#failures.delete(key);
    this.#failures.set(key, { count, lastAtMs: nowMs, openAtMs: nowMs + delayMs });
    if (this.#failures.size > mostKeys) this.#forgetOldest();
  }

  /** Entries stand in order of their last failure. */
  #forgetOldest(): void {
    const oldest = this.#failures.keys().next().value;
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}

function keysOf(address: string, username: string): readonly (readonly [key: string, free: number])[] {
  return [
    [`${address} ${username}`, freePerAccount],
    [address, freePerAddress],
  ];
}
