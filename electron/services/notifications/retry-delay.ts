import { doublingDelayMs } from '../doubling-delay.ts';

/** Pause before the next attempt after `attempts` have begun: 1 s, doubling, 30 s at most, half of it by chance. */
export function retryDelayMs(attempts: number, random?: () => number): number {
  return doublingDelayMs(attempts, { firstMs: 1_000, maxMs: 30_000 }, random);
}
