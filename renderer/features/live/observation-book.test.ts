import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sampleObservation, sampleTrack } from '../../testing/samples.ts';
import { ObservationBook } from './observation-book.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const at = (seq: number, capturedAtMs: number, x = 0) =>
  sampleObservation({ seq, capturedAtMs, tracks: [sampleTrack({ bbox: [x, 0, 10, 10] })] });

test('an observation that came before its frame is given at once', async () => {
  const book = new ObservationBook();
  book.add(at(7, 1_000));
  await expect(book.wait(7, 400)).resolves.toMatchObject({ seq: 7 });
});

test('an observation that comes after its frame ends the wait', async () => {
  const book = new ObservationBook();
  const waiting = book.wait(7, 400);
  book.add(at(7, 1_000));
  await expect(waiting).resolves.toMatchObject({ seq: 7 });
});

test('the wait is bounded', async () => {
  const book = new ObservationBook();
  const waiting = book.wait(7, 400);
  vi.advanceTimersByTime(400);
  await expect(waiting).resolves.toBeNull();
});

test('a later observation tells that the awaited one was lost', async () => {
  const book = new ObservationBook();
  const waiting = book.wait(7, 60_000);
  book.add(at(6, 900));
  book.add(at(8, 1_100));
  await expect(waiting).resolves.toBeNull();
});

test('between two observations boxes are moved in proportion', () => {
  const book = new ObservationBook();
  book.add(at(1, 1_000, 0));
  book.add(at(6, 1_200, 100));
  expect(book.at(1_050)?.tracks[0]?.bbox).toEqual([25, 0, 10, 10]);
});

test('past the last observation nothing is said: boxes are never stale', () => {
  const book = new ObservationBook();
  book.add(at(1, 1_000));
  expect(book.at(1_001)).toBeNull();
  expect(book.at(1_000)?.tracks).toHaveLength(1);
});

test('before the first observation, and across a long gap, nothing is said', () => {
  const book = new ObservationBook();
  book.add(at(1, 1_000));
  book.add(at(2, 9_000));
  expect(book.at(999)).toBeNull();
  expect(book.at(5_000)).toBeNull();
});

test('a station that starts anew counts from 1 again: what was kept is forgotten', () => {
  const book = new ObservationBook();
  book.add(at(1, 100_000, 5));
  book.add(at(1, 50_000, 9));
  expect(book.of(1)?.tracks[0]?.bbox[0]).toBe(9);
});

test('closing ends every wait', async () => {
  const book = new ObservationBook();
  const waiting = book.wait(1, 60_000);
  book.close();
  await expect(waiting).resolves.toBeNull();
});
