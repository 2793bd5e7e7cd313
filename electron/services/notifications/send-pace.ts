import type { ChannelLimits } from './channel.ts';

/**
 * Keeps a channel inside its limits: at most so many messages begin in any second, and each recipient rests between two. Times in Unix
 * milliseconds. Rates below one a second are a window longer than a second with one message in it.
 */
export class SendPace {
  readonly #perRecipientMs: number;
  readonly #perWindow: number;
  readonly #windowMs: number;
  /** When the last messages began, oldest first. */
  readonly #begun: number[] = [];
  readonly #notBeforeMs = new Map<string, number>();
  #pausedUntilMs = 0;

  constructor({ perSecond, perRecipientMs }: Pick<ChannelLimits, 'perSecond' | 'perRecipientMs'>) {
    this.#perRecipientMs = perRecipientMs;
    this.#perWindow = Math.max(1, Math.floor(perSecond));
    this.#windowMs = (this.#perWindow / perSecond) * 1000;
  }

  /** Messages that may begin now. */
  available(nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return 0;
    this.#forget(nowMs);
    return this.#perWindow - this.#begun.length;
  }

  /** When at least one may begin, if none may now. */
  nextAtMs(): number {
    const oldest = this.#begun[0];
    const windowMs = this.#begun.length < this.#perWindow || oldest === undefined ? 0 : Math.ceil(oldest + this.#windowMs);
    return Math.max(this.#pausedUntilMs, windowMs);
  }

  begin(nowMs: number): void {
    this.#begun.push(nowMs);
  }

  /** A message to this recipient ended: the next one rests. */
  ended(recipient: string, nowMs: number): void {
    if (this.#perRecipientMs > 0) this.rest(recipient, nowMs + this.#perRecipientMs);
  }

  rest(recipient: string, untilMs: number): void {
    if (untilMs > (this.#notBeforeMs.get(recipient) ?? 0)) this.#notBeforeMs.set(recipient, untilMs);
  }

  /** The service limits the whole station. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  /** Recipients that rest now. */
  resting(nowMs: number): string[] {
    for (const [recipient, untilMs] of this.#notBeforeMs) if (untilMs <= nowMs) this.#notBeforeMs.delete(recipient);
    return [...this.#notBeforeMs.keys()];
  }

  /** When the first of the resting is rested; null = nobody rests. */
  restedAtMs(): number | null {
    return this.#notBeforeMs.size === 0 ? null : Math.min(...this.#notBeforeMs.values());
  }

  #forget(nowMs: number): void {
    while (this.#begun[0] !== undefined && this.#begun[0] + this.#windowMs <= nowMs) this.#begun.shift();
  }
}
