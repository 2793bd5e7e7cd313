import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iou } from '../../shared/domain/boxes.ts';
import type { Box } from '../../shared/schemas/primitives.ts';
import { Candidates } from './candidates.ts';
import { suppress } from './suppress.ts';

interface TestCandidate {
  box: Box;
  score: number;
  classIndex: number;
}

const candidate: fc.Arbitrary<TestCandidate> = fc.record({
  box: fc.tuple(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 1, max: 80 }),
    fc.integer({ min: 1, max: 80 }),
  ),
  score: fc.float({ min: Math.fround(0.1), max: 1, noNaN: true }),
  classIndex: fc.integer({ min: 0, max: 3 }),
});

function filled(list: readonly TestCandidate[]): Candidates {
  const into = new Candidates();
  for (const { box, score, classIndex } of list) into.add(box[0], box[1], box[0] + box[2], box[1] + box[3], score, classIndex);
  return into;
}

const options = { maxIou: 0.5, maxCandidates: 1000, maxKept: 300 };

test('what is kept overlaps nothing better of its class, what goes does', () => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 80 }), (list) => {
      const kept = suppress(filled(list), options);
      const at = (index: number): TestCandidate => list[index] as TestCandidate;
      const clashes = (a: number, b: number) => at(a).classIndex === at(b).classIndex && iou(at(a).box, at(b).box) > 0.5 + 1e-6;
      for (const a of kept) for (const b of kept) expect(a !== b && clashes(a, b)).toBe(false);
      for (let gone = 0; gone < list.length; gone++) {
        if (kept.includes(gone)) continue;
        const better = kept.some(
          (index) =>
            at(index).classIndex === at(gone).classIndex &&
            at(index).score >= at(gone).score &&
            iou(at(index).box, at(gone).box) > 0.5 - 1e-6,
        );
        expect(better).toBe(true);
      }
    }),
  );
});

test('results are best first and no more than asked for', () => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 60 }), (list) => {
      const kept = suppress(filled(list), { ...options, maxKept: 5 });
      const scores = kept.map((index) => list[index]?.score ?? 0);
      expect(kept.length).toBeLessThanOrEqual(5);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    }),
  );
});

test('garbage never becomes a candidate', () => {
  const boxes = new Candidates();
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    boxes.add(bad, 0, 10, 10, 0.9, 0);
    boxes.add(0, 0, 10, bad, 0.9, 0);
    boxes.add(0, 0, 10, 10, bad, 0);
  }
  boxes.add(10, 0, 10, 10, 0.9, 0);
  boxes.add(0, 0, -5, 10, 0.9, 0);
  boxes.add(0, 0, 10, 10, 37.5, 0);
  expect(boxes.length).toBe(0);
});

test('more candidates than there was room for are all kept', () => {
  const boxes = new Candidates();
  for (let index = 0; index < 5000; index++) boxes.add(index, 0, index + 1, 1, 0.5, index % 7);
  expect([boxes.length, boxes.left[4999], boxes.classIndex[4999]]).toEqual([5000, 4999, 4999 % 7]);
});
