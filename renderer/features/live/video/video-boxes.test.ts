import { expect, test } from 'vitest';
import { sampleObservation, sampleTrack } from '../../../testing/samples.ts';
import { VideoBoxes } from './video-boxes.ts';

const spacingMs = 40;
/** A car of 100 x 50 pixels whose left edge is at `x`. */
const seen = (mediaMs: number, x: number, id = 1) =>
  sampleObservation({ mediaMs, seq: mediaMs, capturedAtMs: 1_000_000 + mediaMs, tracks: [sampleTrack({ id, bbox: [x, 0, 100, 50] })] });
const boxes = (...observations: ReturnType<typeof seen>[]) => {
  const made = new VideoBoxes();
  for (const observation of observations) made.add(observation);
  return { at: (mediaMs: number) => made.at(mediaMs, spacingMs)?.tracks.map(({ bbox }) => Math.round(bbox[0])) ?? null, made };
};

test('the analysed picture gets its own boxes, however roughly the clocks count', () => {
  const { at } = boxes(seen(0, 0), seen(200, 100));
  expect([at(200), at(200.011), at(185), at(0)]).toEqual([[100], [100], [100], [0]]);
});

test('pictures between two analysed ones get boxes in between', () => {
  const { at } = boxes(seen(0, 0), seen(200, 100));
  expect([at(40), at(100), at(160)]).toEqual([[20], [50], [80]]);
});

test('a moving box is not carried on to pictures it does not fit any more, a still one is for a while', () => {
  // 0.5 pixels a millisecond: a tenth of the box's 50 pixels is passed after 10 ms.
  const moving = boxes(seen(0, 0), seen(200, 100)).at;
  expect(moving(240)).toEqual([]);
  // 0.02 pixels a millisecond: 250 ms.
  const slow = boxes(seen(0, 0), seen(200, 4)).at;
  expect([slow(240), slow(440), slow(480)]).toEqual([[4], [4], []]);
  const still = boxes(seen(0, 10), seen(200, 10)).at;
  expect([still(600), still(640)]).toEqual([[10], null]);
});

test('what moves steadily is followed for a while, what changes its speed is not', () => {
  const steady = boxes(seen(0, 0), seen(100, 50), seen(200, 102)).at;
  expect([steady(240), steady(400), steady(480)]).toEqual([[123], [206], []]);
  const braking = boxes(seen(0, 0), seen(100, 50), seen(200, 60)).at;
  expect([braking(240), braking(300)]).toEqual([[60], []]);
});

test('what was not seen before has an unknown speed: its box stays on its own picture', () => {
  const { at } = boxes(seen(0, 0, 1), seen(200, 0, 2));
  expect([at(200), at(240)]).toEqual([[0], []]);
});

test('a box that grows does not fit later pictures either', () => {
  const made = new VideoBoxes();
  for (const [mediaMs, width] of [
    [0, 100],
    [200, 200],
  ] as const)
    made.add(sampleObservation({ mediaMs, tracks: [sampleTrack({ bbox: [0, 0, width, 50] })] }));
  expect(made.at(240, spacingMs)?.tracks).toEqual([]);
});

test('nothing is known before the first observation, across a long gap, or of observations that name no picture', () => {
  const { at, made } = boxes(seen(1000, 0), seen(3000, 0));
  expect([at(900), at(2000)]).toEqual([null, null]);
  made.clear();
  made.add(sampleObservation({}));
  expect(at(1000)).toBeNull();
});

test('a camera that connects again counts from 0: what was seen before is not mixed in', () => {
  const { at } = boxes(seen(90_000, 700), seen(90_200, 700), seen(300, 10));
  expect([at(300), at(90_200)]).toEqual([[10], null]);
});
