import { expect, test } from 'vitest';
import { mostDelayMs, VideoDelay } from './video-delay.ts';

/** A station whose clock is an hour off; pictures every 40 ms, of so many one analysed, its observation `lagMs` after the picture. */
function delayWith(lagMs: number | ((index: number) => number), every = 5, count = 200): VideoDelay {
  const delay = new VideoDelay();
  const stationMs = 3_600_000;
  for (let picture = 0; picture < count; picture += 1) {
    delay.arrived(stationMs + picture * 40, picture * 40 + 10);
    const lag = typeof lagMs === 'number' ? lagMs : lagMs(picture);
    if (picture % every === 0) delay.observed(stationMs + picture * 40, picture * 40 + 10 + lag);
  }
  return delay;
}

test('without observations pictures are shown as they come', () => {
  expect(delayWith(() => 0, 5, 0).delayMs).toBe(0);
  const delay = delayWith(5);
  delay.forgetObservations();
  expect(delay.delayMs).toBe(0);
});

test('pictures wait for the observations on either side when those are quick enough', () => {
  expect(delayWith(10, 2).delayMs).toBe(80 + 10 + 15);
});

test('with slower ones they wait for their own', () => {
  expect(delayWith(120).delayMs).toBe(120 + 15);
});

test('observations that come too late hold nothing back', () => {
  expect([delayWith(600).delayMs, delayWith(600).isTooLate, delayWith(120).isTooLate]).toEqual([0, true, false]);
  for (const lagMs of [0, 20, 60, 150, 164, 166, 400, 2000]) expect(delayWith(lagMs).delayMs).toBeLessThanOrEqual(mostDelayMs);
});

test('one observation that was held up does not hold up the video', () => {
  expect(delayWith((picture) => (picture === 150 ? 900 : 120)).delayMs).toBe(135);
});

test('a picture is due when its delay has passed by this clock, whatever the clock of the station says', () => {
  const delay = delayWith(120);
  const nowMs = 199 * 40 + 10;
  expect(Math.abs(delay.dueUntilMs(nowMs) - (3_600_000 + 199 * 40 - 135))).toBeLessThan(1);
});
