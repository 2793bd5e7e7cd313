import { expect, test } from 'vitest';
import { createFormat, durationParts } from './format.ts';

const evening = Date.UTC(2026, 10, 21, 22, 5, 9);

test('times are in the given zone on a 24-hour clock', () => {
  expect(createFormat('en', 'UTC').time(evening)).toBe('22:05:09');
  expect(createFormat('ru', 'Asia/Jakarta').time(evening)).toBe('05:05:09');
});

test('midnight is 00, not 24', () => {
  expect(createFormat('en', 'UTC').time(Date.UTC(2026, 0, 1, 0, 0, 1))).toBe('00:00:01');
});

test('an old time carries its date, a recent one does not', () => {
  const format = createFormat('en', 'UTC');
  expect(format.timeOrDate(evening, evening + 3_600_000)).toBe('22:05:09');
  expect(format.timeOrDate(evening, evening + 48 * 3_600_000)).toContain('Nov 21');
});

test('shares are written as whole per cents in the language’s way', () => {
  expect(createFormat('en').percent(0.874)).toBe('87%');
  expect(createFormat('ru').percent(0.874)).toBe('87\u00a0%');
});

test.each([
  [0, { unit: 'seconds', n: 0 }],
  [-5_000, { unit: 'seconds', n: 0 }],
  [59_400, { unit: 'seconds', n: 59 }],
  [60_000, { unit: 'minutes', n: 1 }],
  [3_600_000, { unit: 'hours', h: 1, m: 0 }],
  [90_000_000, { unit: 'days', d: 1, h: 1 }],
])('%i ms is told in its two largest units', (ms, parts) => {
  expect(durationParts(ms)).toEqual(parts);
});
