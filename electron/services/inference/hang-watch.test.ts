import { expect, test } from 'vitest';
import { HangWatch, type WatchedState } from './hang-watch.ts';

const idle: WatchedState = { phase: 'ready', requestMs: 0, frameMs: 0 };

/** Looks once a second, as the client does. */
function firstVerdict(state: WatchedState, seconds: number, heardEverySecond = false): string | null {
  const watch = new HangWatch(0);
  for (let second = 1; second <= seconds; second++) {
    if (heardEverySecond) watch.heard(second * 1000);
    const verdict = watch.verdict(second * 1000, state);
    if (verdict) return `${verdict} after ${second} s`;
  }
  return null;
}

test('silence for more than five seconds is a hang', () => {
  expect(firstVerdict(idle, 60)).toBe('it fell silent after 6 s');
  expect(firstVerdict(idle, 60, true)).toBeNull();
});

test('a frame unanswered for ten seconds is a hang, whatever else is heard', () => {
  expect(firstVerdict({ ...idle, frameMs: 10_001 }, 5, true)).toBe('a frame was not answered after 1 s');
  expect(firstVerdict({ ...idle, frameMs: 9_999 }, 5, true)).toBeNull();
});

test('opening a model may be silent for a minute, not longer', () => {
  expect(firstVerdict({ ...idle, requestMs: 59_000 }, 50)).toBeNull();
  expect(firstVerdict({ ...idle, requestMs: 60_001 }, 1)).toMatch('too long to open the model');
});

test('a process that does not come up is a hang', () => {
  expect(firstVerdict({ ...idle, phase: 'starting' }, 60)).toBe('it did not come up after 21 s');
});

test('a machine that slept is no hang', () => {
  const watch = new HangWatch(0);
  watch.heard(1000);
  expect(watch.verdict(1000, idle)).toBeNull();
  expect(watch.verdict(3_600_000, idle)).toBeNull();
  expect(watch.verdict(3_601_000, idle)).toBeNull();
});
