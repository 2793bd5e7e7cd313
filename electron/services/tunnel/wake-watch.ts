import type { NowMs } from '../clock.ts';

const everyMs = 2_000;
/** A busy process may be late; more than this is a sleep of the machine or a set clock. */
const toleratedMs = 5_000;

/**
 * Calls back when the clock has jumped: a laptop woke up, or somebody set the time. Timers go on where they stood, so that what was
 * known before the sleep would be believed for too long.
 * @returns a function that ends it.
 */
export function watchWaking(onJump: () => void, nowMs: NowMs): () => void {
  let lastMs = nowMs();
  const timer = setInterval(() => {
    const passedMs = nowMs() - lastMs;
    lastMs = nowMs();
    if (Math.abs(passedMs - everyMs) > toleratedMs) onJump();
  }, everyMs);
  return () => clearInterval(timer);
}
