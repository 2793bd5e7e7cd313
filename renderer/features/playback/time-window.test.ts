import { expect, test } from 'vitest';
import { ticksOf } from './time-ticks.ts';
import {
  dayOfField,
  dayWindow,
  fieldOfDay,
  following,
  lengthOf,
  longestMs,
  moved,
  shortestMs,
  timeAt,
  xOf,
  zoomed,
} from './time-window.ts';

process.env.TZ = 'Europe/Berlin';
const hourMs = 3_600_000;
const window = { fromMs: 1_000_000_000, toMs: 1_000_100_000 };

test('what lies under the finger stays there while zooming, between seconds and months', () => {
  const at = timeAt(window, 800, 200);
  const nearer = zoomed(window, 0.5, at);
  expect(xOf(nearer, 800, at)).toBeCloseTo(200, 0);
  expect(lengthOf(nearer)).toBe(50_000);
  expect(lengthOf(zoomed(window, 1e-9, at))).toBe(shortestMs);
  expect(lengthOf(zoomed({ fromMs: 9e12, toMs: 9e12 + 1000 }, 1e12, 9e12))).toBe(longestMs);
});

test('no window begins before time itself', () => {
  expect(moved({ fromMs: 10, toMs: 20 }, -50)).toEqual({ fromMs: 0, toMs: 10 });
});

test('a window follows the time that is shown and stays where it is while that is inside', () => {
  expect(following(window, window.fromMs + 50_000)).toBe(window);
  expect(following(window, window.toMs)).toEqual({ fromMs: window.toMs - 25_000, toMs: window.toMs + 75_000 });
});

test.each([
  ['2026-03-29', 23],
  ['2026-10-25', 25],
  ['2026-05-11', 24],
])('the day %s has %i hours', (field, hours) => {
  const atMs = dayOfField(field);
  expect(fieldOfDay(atMs ?? 0)).toBe(field);
  expect(lengthOf(dayWindow((atMs ?? 0) + 12 * hourMs))).toBe(hours * hourMs);
});

test('no date is no day', () => {
  for (const text of ['', '2026-5-1', 'x', '0001-01-01']) expect(dayOfField(text)).toBeNull();
});

test('on the day the clock is put on the skipped hour has no mark, on the other day the doubled one has two', () => {
  const hoursOf = (field: string) =>
    ticksOf(dayWindow((dayOfField(field) ?? 0) + hourMs), 2_300).map(({ atMs }) => new Date(atMs).getHours());
  expect(hoursOf('2026-03-29').slice(0, 4)).toEqual([0, 1, 3, 4]);
  expect(hoursOf('2026-10-25').slice(0, 5)).toEqual([0, 1, 2, 2, 3]);
});

test('marks keep their distance and days begin at local midnight over a change of the clock', () => {
  const month = { fromMs: new Date(2026, 9, 1).getTime(), toMs: new Date(2026, 10, 1).getTime() };
  const days = ticksOf(month, 3_000);
  expect(days).toHaveLength(31);
  for (const { atMs, unit } of days) expect([new Date(atMs).getHours(), unit]).toEqual([0, 'day']);
  for (const width of [300, 900, 3_000]) {
    for (const toMs of [month.fromMs + 20_000, month.fromMs + hourMs, month.fromMs + 40 * hourMs, month.toMs]) {
      const one = { fromMs: month.fromMs, toMs };
      const xs = ticksOf(one, width).map(({ atMs }) => xOf(one, width, atMs));
      for (let index = 1; index < xs.length; index += 1) expect((xs[index] ?? 0) - (xs[index - 1] ?? 0)).toBeGreaterThan(75);
    }
  }
});
