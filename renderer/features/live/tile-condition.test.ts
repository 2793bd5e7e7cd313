import { expect, test } from 'vitest';
import { sampleCamera, sampleState } from '../../testing/samples.ts';
import { type TileFacts, tileCondition } from './tile-condition.ts';

const facts = (over: Partial<TileFacts> = {}): TileFacts => ({
  connection: 'connected',
  lostAtMs: null,
  camera: sampleCamera(),
  drawnAtMs: 100_000,
  seenSinceMs: 90_000,
  nowMs: 100_500,
  ...over,
});

test('a picture drawn just now is live', () => {
  expect(tileCondition(facts())).toEqual({ kind: 'live' });
});

test('without the station nothing is live, whatever was drawn last', () => {
  expect(tileCondition(facts({ connection: 'lost', lostAtMs: 100_400 }))).toEqual({ kind: 'disconnected', sinceMs: 100_400 });
});

test('a frozen picture is not called live', () => {
  expect(tileCondition(facts({ nowMs: 103_500 }))).toEqual({ kind: 'silent', sinceMs: 100_000 });
});

test('a camera that sends a frame every two seconds may be quiet for longer', () => {
  const camera = sampleCamera({ state: sampleState({ fps: 0.5 }) });
  expect(tileCondition(facts({ camera, nowMs: 105_000 })).kind).toBe('live');
  expect(tileCondition(facts({ camera, nowMs: 107_000 })).kind).toBe('silent');
});

test('the camera’s own state comes with since when', () => {
  const camera = sampleCamera({ state: sampleState({ status: 'offline', sinceMs: 77 }) });
  expect(tileCondition(facts({ camera }))).toEqual({ kind: 'offline', sinceMs: 77 });
});

test('a tile that was just scrolled into view waits for its first picture', () => {
  expect(tileCondition(facts({ drawnAtMs: null, seenSinceMs: 100_000 }))).toEqual({ kind: 'waiting' });
  expect(tileCondition(facts({ drawnAtMs: null, seenSinceMs: 90_000 })).kind).toBe('silent');
});
