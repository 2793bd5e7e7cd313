import { doublingDelayMs } from '../../doubling-delay.ts';

/** Pause after `failures` in a row: 2 s, doubling, 5 min at most, half of it by chance. */
export function backOffMs(failures: number, random?: () => number): number {
  return doublingDelayMs(failures, { firstMs: 2_000, maxMs: 300_000 }, random);
}
