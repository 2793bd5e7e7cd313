import { expect, test } from 'vitest';
import { type PieceQuestion, planPiece } from './plan-piece.ts';

/** Fragments of a second; every second one begins a fifth later with a key frame. */
const fragments = Array.from({ length: 8 }, (_, n) => ({
  ...{ offset: 100 + n * 100, bytes: 100, atMs: n * 1_000, startsWithKey: false, pictures: 10 },
  ...(n % 2 === 0 ? { keyAtMs: n * 1_000 + 200, key: { offset: 130 + n * 100, bytes: 20 } } : { keyAtMs: null, key: null }),
}));
const scan = { fragments, endMs: 8_000 };
const plan = (question: Partial<PieceQuestion>) => {
  const piece = planPiece(scan, { atMs: 0, lengthMs: 0, everyMs: 0, fromOffset: null, ...question });
  return piece && { ...piece, fragments: piece.fragments.map(({ atMs }) => atMs / 1_000) };
};

test('a jump brings the key frame before the time and no more than the picture needs', () => {
  expect(plan({ atMs: 1_500 })).toEqual({ fragments: [0, 1], fromMs: 200, toMs: 2_000, nextOffset: 300 });
  // The picture after it is needed to show one, and lies in the next fragment.
  expect(plan({ atMs: 1_900 })?.fragments).toEqual([0, 1, 2]);
  expect(plan({ atMs: 2_100 })?.fragments).toEqual([0, 1, 2]);
  expect(plan({ atMs: 2_300 })?.fragments).toEqual([2]);
});

test('what follows begins where the piece before ended, key frame or not, until the file ends', () => {
  expect(plan({ atMs: 2_000, lengthMs: 2_000, fromOffset: 300 })).toEqual({
    fragments: [2, 3, 4],
    fromMs: 2_000,
    toMs: 5_000,
    nextOffset: 600,
  });
  expect(plan({ atMs: 7_000, lengthMs: 60_000, fromOffset: 800 })).toEqual({
    fragments: [7],
    fromMs: 7_000,
    toMs: 8_000,
    nextOffset: null,
  });
  expect(plan({ atMs: 8_000, lengthMs: 60_000, fromOffset: 900 })).toBeNull();
});

test('before the first key frame the first one is taken, and in a file without any there is nothing', () => {
  expect(plan({ atMs: 50 })).toMatchObject({ fragments: [0], fromMs: 200 });
  expect(planPiece({ fragments: [], endMs: 0 }, { atMs: 5, lengthMs: 9, everyMs: 0, fromOffset: null })).toBeNull();
  const keyless = fragments.map((fragment) => ({ ...fragment, keyAtMs: null, key: null }));
  for (const everyMs of [0, 1_000])
    expect(planPiece({ fragments: keyless, endMs: 8_000 }, { atMs: 5, lengthMs: 9, everyMs, fromOffset: null })).toBeNull();
});

test('thinned out there are key frames only, each until the next, at least so far apart', () => {
  expect(plan({ atMs: 2_500, lengthMs: 3_000, everyMs: 1_000 })).toEqual({
    fragments: [2, 4],
    fromMs: 2_200,
    toMs: 6_200,
    nextOffset: 700,
  });
  expect(plan({ atMs: 0, lengthMs: 60_000, everyMs: 3_000 })).toEqual({ fragments: [0, 4], fromMs: 200, toMs: 8_000, nextOffset: null });
  expect(plan({ atMs: 6_200, lengthMs: 60_000, everyMs: 1_000, fromOffset: 700 })?.fragments).toEqual([6]);
});

test('a piece stays below three megabytes, but for a single fragment that is larger', () => {
  const large = fragments.map((fragment, n) => ({ ...fragment, offset: n * 2_000_000, bytes: 2_000_000 }));
  expect(planPiece({ fragments: large, endMs: 8_000 }, { atMs: 0, lengthMs: 8_000, everyMs: 0, fromOffset: null })?.fragments).toHaveLength(
    1,
  );
});
