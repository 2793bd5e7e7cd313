import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incidentStatuses } from '../schemas/incident.ts';
import type { Box } from '../schemas/primitives.ts';
import { roles } from '../schemas/user.ts';
import { intersectionArea, iou } from './boxes.ts';
import { isClosed, mayBecome } from './incident-life-cycle.ts';
import { roleAtLeast } from './roles.ts';

test('a role may do what every lower one may and nothing above it', () => {
  for (const [height, role] of roles.entries())
    expect(roles.map((needed) => roleAtLeast(role, needed))).toEqual(roles.map((_, needed) => needed <= height));
});

test('no incident becomes new again, and none stays what it is', () => {
  for (const from of incidentStatuses) {
    expect(mayBecome(from, 'new')).toBe(false);
    expect(mayBecome(from, from)).toBe(false);
  }
});

test('every status can reach a closed one, and a closed one can be reopened', () => {
  for (const from of incidentStatuses.filter((status) => !isClosed(status)))
    expect(incidentStatuses.some((to) => isClosed(to) && mayBecome(from, to))).toBe(true);
  for (const from of incidentStatuses.filter(isClosed)) expect(mayBecome(from, 'acknowledged')).toBe(true);
});

test.each<[Box, Box, number]>([
  [[0, 0, 10, 10], [0, 0, 10, 10], 1],
  [[0, 0, 10, 10], [5, 0, 10, 10], 1 / 3],
  [[0, 0, 10, 10], [10, 0, 10, 10], 0],
  [[0, 0, 0, 0], [0, 0, 0, 0], 0],
])('the overlap of %j and %j is %d', (a, b, expected) => {
  expect(iou(a, b)).toBeCloseTo(expected, 9);
});

const box = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 500 }))) as fc.Arbitrary<Box>;

test('overlap is symmetric, between 0 and 1, and never more than the smaller box', () => {
  fc.assert(
    fc.property(box, box, (a, b) => {
      expect(iou(a, b)).toBeCloseTo(iou(b, a), 9);
      expect(iou(a, b)).toBeGreaterThanOrEqual(0);
      expect(iou(a, b)).toBeLessThanOrEqual(1);
      expect(intersectionArea(a, b)).toBeLessThanOrEqual(Math.min(a[2] * a[3], b[2] * b[3]));
    }),
  );
});
