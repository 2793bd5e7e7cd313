import { expect, test } from 'vitest';
import { LinkGauge } from './link-gauge.ts';

const times = (gauge: LinkGauge, count: number, tookMs: number) => {
  for (let n = 0; n < count; n += 1) gauge.probed(tookMs);
  return gauge.level;
};

test('a quick link, or one that is far away but wide, keeps full pictures', () => {
  expect(times(new LinkGauge(), 50, 5)).toBe('full');
  expect(times(new LinkGauge(), 50, 700)).toBe('full');
});

test('an answer that stands behind queued pictures makes them smaller at once, step by step', () => {
  const gauge = new LinkGauge();
  gauge.probed(40);
  expect(gauge.probed(800, false)).toBe('reduced');
  // What was sent before the change is still on its way.
  expect(times(gauge, 2, 2_000)).toBe('reduced');
  expect(gauge.probed(900)).toBe('small');
  expect(times(gauge, 20, 900)).toBe('smallest');
});

test('larger pictures are tried again after ten quick answers, and ever more rarely where they are too much', () => {
  const gauge = new LinkGauge('small');
  expect(times(gauge, 9, 60)).toBe('small');
  expect(gauge.probed(60)).toBe('reduced');
  expect(gauge.probed(900)).toBe('small');
  expect(times(gauge, 19, 60)).toBe('small');
  expect(gauge.probed(60)).toBe('reduced');
});

test('between slow and quick nothing changes', () => {
  const gauge = new LinkGauge('small');
  gauge.probed(40);
  expect(times(gauge, 40, 350)).toBe('small');
});
