import { expect, test } from 'vitest';
import { scheduleReader } from './schedule.ts';

/** Only this hour of Sunday. */
const sundayHour = (hour: number) => [...Array.from({ length: 6 }, () => '0'.repeat(24)), `${'0'.repeat(hour)}1${'0'.repeat(23 - hour)}`];
const berlin = scheduleReader('Europe/Berlin');
/** Minutes of the day, UTC, in which the hour is wanted. */
const minutes = (hour: number, dayMs: number) =>
  Array.from({ length: 1440 }, (_, minute) => minute).filter((minute) => berlin(sundayHour(hour), dayMs + minute * 60_000));

test('an ordinary Sunday has each hour once', () => {
  const found = minutes(2, Date.UTC(2026, 5, 14));
  expect(found).toEqual(Array.from({ length: 60 }, (_, index) => index));
});

test('the hour that summer time leaves out is not asked for, the one after it is', () => {
  const changeDay = Date.UTC(2026, 2, 29);
  expect(minutes(2, changeDay)).toEqual([]);
  expect(minutes(3, changeDay)).toHaveLength(60);
});

test('the hour that comes twice in autumn counts both times', () => {
  expect(minutes(2, Date.UTC(2026, 9, 25))).toHaveLength(120);
});

test('midnight belongs to the new day', () => {
  expect(berlin(sundayHour(0), Date.UTC(2026, 5, 13, 22, 0))).toBe(true);
  expect(berlin(sundayHour(23), Date.UTC(2026, 5, 13, 22, 0))).toBe(false);
});
