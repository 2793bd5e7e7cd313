import { expect, test } from 'vitest';
import { RestartSchedule } from './restart-schedule.ts';

test('the first restart is immediate, then waits double up to half a minute', () => {
  const schedule = new RestartSchedule();
  expect(Array.from({ length: 8 }, () => schedule.next(100))).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test('a process that lived a minute is restarted at once again', () => {
  const schedule = new RestartSchedule();
  for (let death = 0; death < 5; death++) schedule.next(100);
  expect(schedule.next(61_000)).toBe(0);
});
