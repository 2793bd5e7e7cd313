import { expect, test } from 'vitest';
import { toggleDay, toggleHour } from './toggle-hours.ts';

const full = Array.from({ length: 7 }, () => '1'.repeat(24));

test('an hour turns over and back, others stay', () => {
  const changed = toggleHour(full, 6, 23);
  expect(changed[6]).toBe(`${'1'.repeat(23)}0`);
  expect(changed.slice(0, 6)).toEqual(full.slice(0, 6));
  expect(toggleHour(changed, 6, 23)).toEqual(full);
});

test('a day with any hour off turns on as a whole, a full one off', () => {
  const partly = toggleHour(full, 0, 5);
  expect(toggleDay(partly, 0)).toEqual(full);
  expect(toggleDay(full, 0)[0]).toBe('0'.repeat(24));
});
