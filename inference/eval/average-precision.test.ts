import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Box } from '../../shared/schemas/primitives.ts';
import { ClassEvaluation } from './average-precision.ts';

const a: Box = [0, 0, 10, 10];
const b: Box = [100, 0, 10, 10];
const c: Box = [200, 0, 10, 10];

test('everything found and nothing else is 1', () => {
  const evaluation = new ClassEvaluation();
  evaluation.add(
    [
      { bbox: a, score: 0.9 },
      { bbox: b, score: 0.4 },
    ],
    [a, b],
  );
  expect(evaluation.result(0.35)).toEqual({ objects: 2, ap50: 1, ap50to95: 1, precision: 1, recall: 1 });
});

test('nothing found is 0, nothing to find is no result', () => {
  const evaluation = new ClassEvaluation();
  evaluation.add([{ bbox: c, score: 0.9 }], []);
  expect(evaluation.result(0.35)).toBeNull();
  evaluation.add([], [a]);
  expect(evaluation.result(0.35)).toMatchObject({ objects: 1, ap50: 0, precision: 0, recall: 0 });
});

test('a miss between two hits: half the recall at full precision, the rest at two thirds', () => {
  const evaluation = new ClassEvaluation();
  const scored = [
    { bbox: a, score: 0.9 },
    { bbox: c, score: 0.8 },
    { bbox: b, score: 0.7 },
  ];
  evaluation.add(scored, [a, b]);
  // Recalls 0.00 to 0.50 are 51 of the 101 points.
  expect(evaluation.result(0.35)?.ap50).toBeCloseTo((51 + (50 * 2) / 3) / 101, 10);
});

test('a second box on the same object is a false one', () => {
  const evaluation = new ClassEvaluation();
  evaluation.add(
    [
      { bbox: a, score: 0.9 },
      { bbox: a, score: 0.8 },
    ],
    [a],
  );
  expect(evaluation.result(0.35)).toMatchObject({ ap50: 1, precision: 0.5, recall: 1 });
});

test('a box that is a little off counts up to its overlap', () => {
  const evaluation = new ClassEvaluation();
  // Shifted by 2 of 10: IoU 80 / 120 = 0.667, which passes 0.50, 0.55, 0.60 and 0.65.
  evaluation.add([{ bbox: [2, 0, 10, 10], score: 0.9 }], [a]);
  expect(evaluation.result(0.35)).toMatchObject({ ap50: 1, ap50to95: 0.4 });
});

test('boxes under the working threshold count for the average, not for precision and recall', () => {
  const evaluation = new ClassEvaluation();
  evaluation.add([{ bbox: a, score: 0.2 }], [a]);
  expect(evaluation.result(0.35)).toMatchObject({ ap50: 1, precision: null, recall: 0 });
});

test('more false boxes never make it better', () => {
  const score = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(score, { maxLength: 10 }), fc.array(score, { maxLength: 10 }), (hits, misses) => {
      const labelled = hits.map((_, index): Box => [index * 50, 0, 10, 10]);
      const found = hits.map((each, index) => ({ bbox: labelled[index] ?? a, score: each }));
      const clean = new ClassEvaluation();
      clean.add(found, [...labelled, [0, 500, 10, 10]]);
      const noisy = new ClassEvaluation();
      noisy.add(
        [...found, ...misses.map((each, index) => ({ bbox: [index * 50, 900, 10, 10] as Box, score: each }))],
        [...labelled, [0, 500, 10, 10]],
      );
      const [better, worse] = [clean.result(0.35), noisy.result(0.35)];
      expect(worse?.ap50 ?? 0).toBeLessThanOrEqual((better?.ap50 ?? 0) + 1e-12);
      expect(better?.ap50 ?? 0).toBeLessThanOrEqual(1);
    }),
  );
});
