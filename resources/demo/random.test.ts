import { expect, test } from 'vitest';
import { between, pick, roughNoise, seededRandom, valueNoise } from './random.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const take = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  expect(take(4)).toEqual(take(4));
  expect(take(4)).not.toEqual(take(5));
});

test('numbers fill the range evenly', () => {
  const random = seededRandom(1);
  const numbers = Array.from({ length: 20_000 }, () => between(random, 2, 4));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...numbers)).toBeLessThan(4);
  expect(numbers.reduce((sum, n) => sum + n, 0) / numbers.length).toBeCloseTo(3, 1);
  expect(new Set(Array.from({ length: 200 }, () => pick(random, [1, 2, 3])))).toEqual(new Set([1, 2, 3]));
});

test('noise stays in its range and has no steps', () => {
  for (let i = 0; i < 500; i++) {
    const [x, y] = [i * 0.37 - 60, i * 0.21 - 40];
    for (const noise of [valueNoise, roughNoise]) {
      expect(noise(x, y, 3)).toBeGreaterThanOrEqual(0);
      expect(noise(x, y, 3)).toBeLessThanOrEqual(1);
      expect(Math.abs(noise(x + 0.001, y, 3) - noise(x, y, 3))).toBeLessThan(0.02);
    }
  }
});
