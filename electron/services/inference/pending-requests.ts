/** What an answer carries, or why there is none. */
interface Pending<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
  readonly sentAtMs: number;
}

/** Requests to the process that wait for their answer. */
export class PendingRequests<T> {
  readonly #pending = new Map<number, Pending<T>>();

  add(requestId: number, nowMs: number): Promise<T> {
    return new Promise((resolve, reject) => this.#pending.set(requestId, { resolve, reject, sentAtMs: nowMs }));
  }

  /** @returns false when nobody waits for it. */
  answer(requestId: number, value: T): boolean {
    const pending = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    pending?.resolve(value);
    return pending !== undefined;
  }

  rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /** Age of the oldest; 0 = none waits. */
  oldestMs(nowMs: number): number {
    return Math.max(0, ...Array.from(this.#pending.values(), ({ sentAtMs }) => nowMs - sentAtMs));
  }
}
