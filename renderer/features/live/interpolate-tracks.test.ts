import { expect, test } from 'vitest';
import { sampleTrack } from '../../testing/samples.ts';
import { interpolateTracks } from './interpolate-tracks.ts';

const before = [sampleTrack({ id: 1, bbox: [0, 0, 10, 10] }), sampleTrack({ id: 2, bbox: [50, 50, 10, 10] })];
const after = [sampleTrack({ id: 1, bbox: [20, 10, 30, 10] }), sampleTrack({ id: 3, bbox: [90, 90, 10, 10] })];

test('a box moves in proportion between the two frames', () => {
  expect(interpolateTracks(before, after, 0.5)).toEqual([sampleTrack({ id: 1, bbox: [10, 5, 20, 10] })]);
});

test('objects seen on one side only are not shown in between', () => {
  expect(interpolateTracks(before, after, 0.25).map(({ id }) => id)).toEqual([1]);
});
