const firstMs = 2_000;
const longestMs = 300_000;

/** Pause after `failures` in a row: 2 s, doubling, 5 min at most, half of it by chance so that stations do not return in step. */
export function backOffMs(failures: number, random: () => number = Math.random): number {
  const wholeMs = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(0, failures - 1), 20));
  return Math.round(wholeMs / 2 + (wholeMs / 2) * random());
}
