import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign } from './assignment.ts';

/** Least cost by trying everything; unpaired rows cost the limit. */
function bruteForce(costs: number[][], limit: number, row = 0, taken = new Set<number>()): number {
  const line = costs[row];
  if (line === undefined) return 0;
  let best = limit + bruteForce(costs, limit, row + 1, taken);
  line.forEach((cost, column) => {
    if (taken.has(column) || cost > limit) return;
    best = Math.min(best, cost + bruteForce(costs, limit, row + 1, new Set([...taken, column])));
  });
  return best;
}

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

test('no other pairing is cheaper when everything may be paired', () => {
  fc.assert(
    fc.property(matrix, (costs) => {
      const pairs = assign(costs.length, costs[0]?.length ?? 0, (row, column) => costs[row]?.[column] ?? 0, 100);
      const unpaired = costs.length - pairs.length;
      const total = pairs.reduce((sum, [row, column]) => sum + (costs[row]?.[column] ?? 0), 0);
      expect(total + unpaired * 100).toBe(bruteForce(costs, 100));
    }),
  );
});

test('each row and each column is used once and no pair is dearer than the limit', () => {
  fc.assert(
    fc.property(matrix, fc.integer({ min: 0, max: 100 }), (costs, limit) => {
      const pairs = assign(costs.length, costs[0]?.length ?? 0, (row, column) => costs[row]?.[column] ?? 0, limit);
      expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length);
      expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length);
      for (const [row, column] of pairs) expect(costs[row]?.[column]).toBeLessThanOrEqual(limit);
    }),
  );
});

test('nothing and nothing make no pairs, infinite costs neither', () => {
  expect(assign(0, 5, () => 0, 1)).toEqual([]);
  expect(assign(3, 3, () => Number.POSITIVE_INFINITY, 1)).toEqual([]);
});
