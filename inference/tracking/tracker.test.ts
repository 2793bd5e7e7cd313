import { describe, expect, test } from 'vitest';
import type { Box } from '../../shared/schemas/primitives.ts';
import { Tracker, type TrackerDetection } from './tracker.ts';

const seen = (bbox: Box, label = 'car', score = 0.8): TrackerDetection => ({ label, score, bbox, sure: score >= 0.35 });

/** Repeatable jitter of +-`amount`. */
function jitter(seed: number, amount: number): number {
  return (((Math.sin(seed * 12.9898) * 43_758.5453) % 1) * 2 - Math.sign(Math.sin(seed * 12.9898))) * amount;
}

const ids = (tracker: Tracker) => tracker.visible().map(({ id }) => id);

test('an object keeps its number from the first frame on', () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 20; frame++) {
    tracker.update([seen([100 + frame * 12, 80, 60, 40])], frame * 200);
    expect(ids(tracker)).toEqual([1]);
  }
  const [object] = tracker.followed();
  expect(object).toMatchObject({ label: 'car', kind: 'vehicle', state: 'moving', detectedNow: true, ageMs: 3800 });
  expect(object?.velocity[0]).toBeGreaterThan(50);
  expect(object?.velocity[0]).toBeLessThan(70);
});

test('a fast car that moves more than its own length between frames keeps its number', () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 8; frame++) tracker.update([seen([20 + frame * 75, 200, 55, 35])], frame * 200);
  expect(ids(tracker)).toEqual([1]);
});

test('a lane of fast cars: nobody takes the number of the one ahead', () => {
  const tracker = new Tracker();
  const cars = [0, 160, 320];
  for (let frame = 0; frame < 6; frame++)
    tracker.update(
      cars.map((start) => seen([start + frame * 45, 100, 60, 40])),
      frame * 200,
    );
  expect(tracker.visible().map(({ id, shownBox }) => [id, shownBox[0]])).toEqual([
    [1, 225],
    [2, 385],
    [3, 545],
  ]);
});

test('two that cross keep their numbers', () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 12; frame++) {
    tracker.update([seen([100 + frame * 30, 100, 50, 40]), seen([430 - frame * 30, 118, 50, 40])], frame * 200);
  }
  const byId = new Map(tracker.visible().map(({ id, shownBox }) => [id, shownBox[0]]));
  expect([byId.get(1), byId.get(2)]).toEqual([430, 100]);
});

test('an unsure detection continues a track but starts none', () => {
  const tracker = new Tracker();
  tracker.update([seen([300, 100, 40, 40], 'car', 0.2)], 0);
  expect(ids(tracker)).toEqual([]);
  tracker.update([seen([100, 100, 40, 40])], 200);
  tracker.update([seen([100, 100, 40, 40])], 400);
  tracker.update([seen([102, 100, 40, 40], 'car', 0.15)], 600);
  expect(tracker.visible().map(({ id, score }) => [id, score])).toEqual([[1, 0.8]]);
  expect(tracker.followed()).toMatchObject([{ detectedNow: true, sureNow: false }]);
});

test('an object that disappears behind another keeps its size until it is seen again', () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 8; frame++) tracker.update([seen([200 + frame * 8, 100, 96 - frame * 9, 40])], frame * 100);
  const width = () => tracker.followed()[0]?.bbox[2] ?? 0;
  const last = width();
  for (let frame = 8; frame < 16; frame++) tracker.update([], frame * 100);
  expect(width()).toBeGreaterThan(last * 0.6);
  tracker.update([seen([284, 100, 40, 40])], 1600);
  expect(tracker.followed().map(({ id }) => id)).toEqual([1]);
});

test('an object hidden for a second keeps its number, meanwhile it is not shown', () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 6; frame++) tracker.update([seen([50 + frame * 20, 100, 60, 40])], frame * 200);
  for (let frame = 6; frame < 11; frame++) {
    tracker.update([], frame * 200);
    expect(ids(tracker)).toEqual([]);
    expect(tracker.followed()).toMatchObject([{ id: 1, detectedNow: false }]);
  }
  tracker.update([seen([50 + 11 * 20, 100, 60, 40])], 2200);
  expect(ids(tracker)).toEqual([1]);
});

test('what was seen once and never again is forgotten with the next detection', () => {
  const tracker = new Tracker();
  tracker.update([seen([100, 100, 40, 40])], 0);
  tracker.update([], 200);
  expect(tracker.anything).toBe(false);
  tracker.update([seen([100, 100, 40, 40])], 400);
  expect(ids(tracker)).toEqual([2]);
});

test('a van called car and truck in turn stays one object with the name it has most often', () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 12; frame++) {
    tracker.update([seen([100, 100, 80, 60], frame % 3 === 2 ? 'truck' : 'car', 0.6)], frame * 200);
    expect(tracker.visible().map(({ label }) => label)).toEqual(['car']);
  }
});

test('car and truck on the very same place are one object', () => {
  const tracker = new Tracker();
  tracker.update([seen([100, 100, 80, 60], 'truck', 0.7), seen([102, 101, 80, 60], 'car', 0.6)], 0);
  expect(tracker.visible().map(({ label }) => label)).toEqual(['truck']);
});

test('a person on a motorcycle are two', () => {
  const tracker = new Tracker();
  for (let frame = 0; frame < 3; frame++) {
    tracker.update([seen([100, 100, 40, 60], 'motorcycle'), seen([100, 90, 40, 60], 'person')], frame * 200);
  }
  expect(tracker.followed().map(({ kind }) => kind)).toEqual(['vehicle', 'person']);
});

describe('standing and moving', () => {
  test('a parked car counts as standing after three seconds, in spite of jitter', () => {
    const tracker = new Tracker();
    const states: string[] = [];
    for (let frame = 0; frame < 100; frame++) {
      tracker.update([seen([200 + jitter(frame, 3), 150 + jitter(frame + 500, 3), 60 + jitter(frame + 900, 3), 40])], frame * 200);
      states.push(tracker.followed()[0]?.state ?? 'gone');
    }
    expect(states.slice(0, 14)).toEqual(new Array(14).fill('moving'));
    expect(states.slice(25)).toEqual(new Array(75).fill('stationary'));
    expect([tracker.anyMoving, tracker.vehiclesMoving]).toEqual([false, false]);
  });

  test('a person walking far away does not stand', () => {
    const tracker = new Tracker();
    for (let frame = 0; frame < 50; frame++) tracker.update([seen([200 + frame * 1.2, 150, 8, 20], 'person')], frame * 200);
    expect(tracker.followed()).toMatchObject([{ id: 1, state: 'moving' }]);
    expect([tracker.anyMoving, tracker.vehiclesMoving]).toEqual([true, false]);
  });

  test('a car that drives is a moving vehicle from its first frame on', () => {
    const tracker = new Tracker();
    for (let frame = 0; frame < 20; frame++) {
      tracker.update([seen([20 + frame * 10, 150, 60, 40])], frame * 200);
      expect(tracker.vehiclesMoving).toBe(true);
    }
  });

  test('a standing car that drives off moves again, under the same number', () => {
    const tracker = new Tracker();
    for (let frame = 0; frame < 25; frame++) tracker.update([seen([200, 150, 60, 40])], frame * 200);
    expect(tracker.followed()[0]?.state).toBe('stationary');
    for (let frame = 25; frame < 31; frame++) tracker.update([seen([200 + (frame - 24) * 15, 150, 60, 40])], frame * 200);
    expect(tracker.followed()).toMatchObject([{ id: 1, state: 'moving' }]);
    expect(tracker.vehiclesMoving).toBe(true);
  });

  test('a car that drives is a moving vehicle from its first frame on', () => {
    const tracker = new Tracker();
    for (let frame = 0; frame < 20; frame++) {
      tracker.update([seen([20 + frame * 10, 150, 60, 40])], frame * 200);
      expect(tracker.vehiclesMoving).toBe(true);
    }
  });

  test('frames without change let it come to rest, and it is kept while nothing moves', () => {
    const tracker = new Tracker();
    tracker.update([seen([200, 150, 60, 40])], 0);
    for (let second = 1; second <= 60; second++) tracker.pass(second * 1000);
    expect(tracker.followed()).toMatchObject([{ id: 1, state: 'stationary', detectedNow: false, ageMs: 60_000 }]);
    tracker.update([seen([201, 150, 60, 40])], 60_200);
    expect(ids(tracker)).toEqual([1]);
  });

  test('a standing car that is looked at rarely survives a poor look, not three', () => {
    const tracker = new Tracker();
    for (let frame = 0; frame < 20; frame++) tracker.update([seen([200, 150, 60, 40])], frame * 200);
    tracker.update([], 20_000);
    tracker.update([seen([200, 150, 60, 40])], 35_000);
    expect(ids(tracker)).toEqual([1]);
    for (const atMs of [50_000, 65_000, 80_000]) tracker.update([], atMs);
    expect(tracker.anything).toBe(false);
  });

  test('a standing car stays shown while a passing one hides it', () => {
    const tracker = new Tracker();
    for (let frame = 0; frame < 20; frame++) tracker.update([seen([200, 150, 60, 40])], frame * 200);
    for (let frame = 20; frame < 30; frame++) tracker.update([], frame * 200);
    expect(tracker.visible().map(({ shownBox }) => shownBox)).toEqual([[200, 150, 60, 40]]);
    for (let frame = 30; frame < 120; frame++) tracker.update([], frame * 200);
    expect(tracker.anything).toBe(false);
  });
});

test('numbers are never used again, not even after everything was forgotten', () => {
  const tracker = new Tracker();
  tracker.update([seen([10, 10, 40, 40]), seen([200, 10, 40, 40])], 0);
  tracker.clear();
  tracker.update([seen([10, 10, 40, 40])], 200);
  expect(ids(tracker)).toEqual([3]);
});

test('hundreds of boxes are followed in little time', () => {
  const tracker = new Tracker();
  const crowd = (frame: number) =>
    Array.from({ length: 200 }, (_, index) => seen([(index % 20) * 60 + frame * 5, Math.floor(index / 20) * 60, 30, 40], 'person'));
  const startedAt = performance.now();
  for (let frame = 0; frame < 10; frame++) tracker.update(crowd(frame), frame * 200);
  expect(tracker.visible()).toHaveLength(200);
  expect(ids(tracker).every((id) => id <= 200)).toBe(true);
  // Some ten milliseconds a frame where measured; the bound only catches another order of growth.
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
