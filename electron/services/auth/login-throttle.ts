import { AppError } from '../../../shared/errors.ts';
import type { NowMs } from '../clock.ts';

/** Something whose wrong passwords are counted together. */
export interface GuessCount {
  readonly key: string;
  /** Wrong passwords that cost nothing. */
  readonly free: number;
  readonly longestDelayMs: number;
}

interface Failures {
  count: number;
  lastAtMs: number;
  /** No attempt counts before. */
  openAtMs: number;
}

const forgottenAfterMs = 15 * 60_000;
const mostKeys = 10_000;

/**
 * Slows guessing down: after a few wrong passwords each further attempt has to wait twice as long. Attempts during the delay are refused
 * without being looked at and do not lengthen it. Which counts an attempt belongs to: `guessCounts`.
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
  begin(counts: readonly GuessCount[]): void {
    const openAtMs = Math.max(...counts.map(({ key }) => this.#failures.get(key)?.openAtMs ?? 0));
    const waitMs = openAtMs - this.#nowMs();
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new AppError('rate_limited', `Too many wrong passwords; try again in ${retryAfterSeconds} s.`, {
        details: { retryAfterSeconds },
      });
    }
    for (const count of counts) this.#count(count);
  }

  /** The attempt was right: counts of this person and place start anew, others only get the attempt back. */
  succeeded(counts: readonly GuessCount[], startAnew: readonly GuessCount[]): void {
    this.giveBack(counts.filter((count) => !startAnew.includes(count)));
    for (const { key } of startAnew) this.#failures.delete(key);
  }

  /** The attempt was neither right nor wrong. */
  giveBack(counts: readonly GuessCount[]): void {
    for (const { key } of counts) {
      const failures = this.#failures.get(key);
      if (!failures) continue;
      if (failures.count <= 1) this.#failures.delete(key);
      else this.#failures.set(key, { ...failures, count: failures.count - 1, openAtMs: 0 });
    }
  }

  #count({ key, free, longestDelayMs }: GuessCount): void {
    const nowMs = this.#nowMs();
    const before = this.#failures.get(key);
    const count = before && nowMs - before.lastAtMs < forgottenAfterMs ? before.count + 1 : 1;
    const delayMs = count < free ? 0 : Math.min(longestDelayMs, 1000 * 2 ** Math.min(count - free, 20));
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
