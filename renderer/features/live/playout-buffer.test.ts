import { expect, test, vi } from 'vitest';
import { PlayoutBuffer } from './playout-buffer.ts';

const frame = (capturedAtMs: number) => ({ capturedAtMs });
/** The station's clock is an hour behind this machine's in these tests: only differences may count. */
const clockGapMs = 3_600_000;

test('without observations pictures are shown as they come', () => {
  const buffer = new PlayoutBuffer({ discard: vi.fn() });
  buffer.add(frame(1_000), clockGapMs + 1_010);
  expect(buffer.due(clockGapMs + 1_010)).toEqual(frame(1_000));
});

test('pictures are held back as long as the observation after them takes to come', () => {
  const buffer = new PlayoutBuffer({ discard: vi.fn() });
  const now = (ms: number) => clockGapMs + 10 + ms;
  buffer.add(frame(1_000), now(1_000));
  buffer.observed(1_000, now(1_080));
  buffer.due(now(1_080));
  buffer.observed(1_200, now(1_280));
  // The picture taken just after 1000 had to wait for the observation of 1200, which came at 1280.
  expect(buffer.delayMs).toBeGreaterThanOrEqual(280);
  expect(buffer.delayMs).toBeLessThan(340);
  buffer.add(frame(1_300), now(1_300));
  expect(buffer.due(now(1_500))).toBeNull();
  expect(buffer.due(now(1_700))).toEqual(frame(1_300));
});

test('the delay has an end, however slow the analysis is', () => {
  const buffer = new PlayoutBuffer({ discard: vi.fn(), mostDelayMs: 500 });
  buffer.add(frame(0), 0);
  buffer.observed(0, 0);
  buffer.observed(20_000, 20_000);
  expect(buffer.delayMs).toBe(500);
});

test('when analysis stops the delay goes', () => {
  const buffer = new PlayoutBuffer({ discard: vi.fn() });
  buffer.add(frame(0), 0);
  buffer.observed(0, 10);
  buffer.observed(200, 260);
  buffer.forgetObservations();
  expect(buffer.delayMs).toBe(0);
});

test('of several pictures that are due the newest is shown and the others are freed', () => {
  const discard = vi.fn();
  const buffer = new PlayoutBuffer({ discard });
  for (const ms of [0, 40, 80]) buffer.add(frame(ms), ms);
  expect(buffer.due(90)).toEqual(frame(80));
  expect(discard.mock.calls).toEqual([[frame(0)], [frame(40)]]);
});

test('a full buffer drops its oldest picture', () => {
  const discard = vi.fn();
  const buffer = new PlayoutBuffer({ discard, capacity: 2 });
  for (const ms of [0, 40, 80]) buffer.add(frame(ms), ms);
  expect(discard).toHaveBeenCalledExactlyOnceWith(frame(0));
  expect(buffer.isFull).toBe(true);
});
