/** How long to wait before trying again: doubled from `firstMs` up to `maxMs`. */
export interface DoublingDelay {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Pause after `failures` in a row, half of it by chance so that not everybody tries again in step.
 * @param random 0 (inclusive) to 1 (exclusive)
 */
export function doublingDelayMs(failures: number, { firstMs, maxMs }: DoublingDelay, random: () => number = Math.random): number {
  const wholeMs = Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(0, failures - 1), 30));
  return jittered(wholeMs, random);
}

/** Shortened by up to half at random. */
export function jittered(wholeMs: number, random: () => number): number {
  return Math.round(wholeMs * (0.5 + random() / 2));
}
