import { expect, test } from 'vitest';
import { defaultCameraAnalysis } from '../../../shared/schemas/camera.ts';
import { sampleCamera, sampleState } from '../../testing/samples.ts';
import { tileCondition } from './tile-condition.ts';
import { patienceMs } from './use-starved.ts';

test.each([0.2, 1, 5, 15])('at %d analysed frames a second every frame is asked for before the tile would call itself silent', (fps) => {
  const camera = sampleCamera({ state: sampleState({ fps: 25 }), analysis: { ...defaultCameraAnalysis, fps } });
  const drawnAtMs = 1_000_000;
  const facts = { connection: 'connected', lostAtMs: null, camera, drawnAtMs, seenSinceMs: 0, nowMs: drawnAtMs + patienceMs(fps) } as const;
  expect(tileCondition(facts)).toEqual({ kind: 'live' });
});

test('a camera analysed once in five seconds is not called starved between two of its frames', () => {
  expect(patienceMs(0.2)).toBeGreaterThan(5_000);
});
