const firstMs = 1_000;
const longestMs = 30_000;

/** Pause before the next attempt after `attempts` have begun: 1 s, doubling, 30 s at most, half of it by chance so that nobody retries in step. */
export function retryDelayMs(attempts: number, random: () => number = Math.random): number {
  const wholeMs = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(0, attempts - 1), 10));
  return Math.round(wholeMs / 2 + (wholeMs / 2) * random());
}
