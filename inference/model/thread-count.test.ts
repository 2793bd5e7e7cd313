import { expect, test } from 'vitest';
import { threadCount } from './thread-count.ts';

test.each([
  [0, 1, 1],
  [0, 2, 2],
  [0, 4, 3],
  [0, 16, 4],
  [3, 2, 3],
])('asked for %i on %i cores: %i threads', (asked, cores, threads) => {
  expect(threadCount(asked, cores)).toBe(threads);
});

test('this machine has at least one', () => {
  expect(threadCount(0)).toBeGreaterThanOrEqual(1);
});
