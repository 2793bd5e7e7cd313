import { expect, test } from 'vitest';
import { isEventLabel, objectKind } from './object-kind.ts';

test.each([
  ['car', 'vehicle'],
  ['Motorcycle', 'vehicle'],
  ['three wheelers -CNG-', 'vehicle'],
  ['auto rickshaw', 'vehicle'],
  ['police_car', 'vehicle'],
  ['person', 'person'],
  ['pedestrian', 'person'],
  ['accident', 'other'],
  ['car_accident', 'other'],
  ['carpet', 'other'],
  ['fire', 'other'],
  ['dog', 'other'],
] as const)('%s is a %s', (label, kind) => {
  expect(objectKind(label)).toBe(kind);
});

test('happenings are told from things', () => {
  expect(['accident', 'car-crash', 'fire', 'smoke'].every(isEventLabel)).toBe(true);
  expect(['car', 'fire hydrant', 'person'].map(isEventLabel)).toEqual([false, false, false]);
});
