import { expect, test } from 'vitest';
import { sampleTrack } from '../../testing/samples.ts';
import { placePicture, trackLabel } from './draw-tracks.ts';

const words = { moving: 'moving', stationary: 'stationary' };

test('a label says class, track, score and state', () => {
  expect(trackLabel(sampleTrack({ id: 12, score: 0.874, state: 'stationary' }), words, false)).toBe('car 12 · 87% · stationary');
});

test('a small tile leaves the state to the dashed box', () => {
  expect(trackLabel(sampleTrack({ id: 12, score: 0.874 }), words, true)).toBe('car 12 · 87%');
});

test('a picture keeps its shape and is centred', () => {
  expect(placePicture(640, 480, 1_280, 480)).toEqual({ x: 320, y: 0, width: 640, height: 480 });
});
