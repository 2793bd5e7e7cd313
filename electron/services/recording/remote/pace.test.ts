import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';
import { Pace } from './pace.ts';

const { signal } = new AbortController();

test('what is sent at once shares the line, and together is never faster than it may be', async () => {
  const pace = new Pace(() => 100_000);
  const startMs = performance.now();
  const sender = async () => {
    for (let piece = 0; piece < 5; piece += 1) await pace.take(2_000, signal);
  };
  await Promise.all([sender(), sender()]);
  // Twenty thousand bytes, of which the last piece goes when its turn comes, not when it is through.
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(178);
});

test('without a limit nothing waits, and a wait ends with the signal', async () => {
  let rate: number | null = null;
  const pace = new Pace(() => rate);
  await pace.take(1e12, signal);
  rate = 1;
  await pace.take(1_000, signal);
  const stopped = AbortSignal.timeout(20);
  await expect(pace.take(1_000, stopped)).rejects.toThrow();
});

test('pauses double up to five minutes, and half of each is chance', () => {
  expect([1, 2, 3, 4].map((failures) => backOffMs(failures, () => 1))).toEqual([2_000, 4_000, 8_000, 16_000]);
  expect([1, 2, 3].map((failures) => backOffMs(failures, () => 0))).toEqual([1_000, 2_000, 4_000]);
  expect([20, 1_000_000].map((failures) => backOffMs(failures, () => 1))).toEqual([300_000, 300_000]);
});
