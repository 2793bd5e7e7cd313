import { describe, expect, test } from 'vitest';
import { Candidates } from './candidates.ts';
import type { OutputDecoder } from './output-decoder.ts';
import { decoderFor, recogniseLayout } from './output-decoders.ts';

/** Anchors of a 64x64 input: 8x8 + 4x4 + 2x2. */
const anchors = 84;
const size = { width: 64, height: 64 };

function decode(decoder: OutputDecoder, output: Float32Array, dims: number[], item = 0, floor = 0.25) {
  const found = new Candidates();
  decoder.decode(output, { dims, ...size }, item, floor, found);
  return Array.from({ length: found.length }, (_, at) => ({
    box: [found.left[at], found.top[at], found.right[at], found.bottom[at]],
    score: Math.round((found.score[at] ?? 0) * 1000) / 1000,
    classIndex: found.classIndex[at],
  }));
}

describe('yolov8', () => {
  const rows = 4 + 3;
  const output = new Float32Array(2 * rows * anchors);
  const set = (item: number, anchor: number, values: number[]) =>
    values.forEach((value, row) => {
      output[item * rows * anchors + row * anchors + anchor] = value;
    });
  set(1, 7, [20, 30, 10, 8, 0.1, 0.8, 0.3]);
  set(1, 9, [20, 30, 10, 8, 0.2, 0.2, 0.24]);
  set(1, 11, [20, 30, 10, 8, Number.NaN, Number.NaN, 0.5]);
  set(1, 12, [Number.NaN, 30, 10, 8, 0.9, 0, 0]);

  test('reads the item asked for, the best class, and only what reaches the floor', () => {
    expect(decode(decoderFor('yolov8'), output, [2, rows, anchors], 1)).toEqual([
      { box: [15, 26, 25, 34], score: 0.8, classIndex: 1 },
      { box: [15, 26, 25, 34], score: 0.5, classIndex: 2 },
    ]);
    expect(decode(decoderFor('yolov8'), output, [2, rows, anchors], 0)).toEqual([]);
  });
});

test('yolov5 multiplies class and objectness', () => {
  const output = new Float32Array(2 * 252 * 7);
  output.set([20, 30, 10, 8, 0.5, 0.2, 0.8], 252 * 7 + 7 * 3);
  output.set([20, 30, 10, 8, 0.2, 1, 1], 252 * 7 + 7 * 4);
  expect(decode(decoderFor('yolov5'), output, [2, 252, 7], 1)).toEqual([{ box: [15, 26, 25, 34], score: 0.4, classIndex: 1 }]);
});

test('yolox places boxes on the grid of their stride', () => {
  const output = new Float32Array(anchors * 6);
  // Second cell of the second row, stride 16: anchors 64 to 79 are that level's.
  output.set([0.5, 0.25, 0, Math.log(2), 0.9, 1], 6 * (64 + 4 + 1));
  expect(decode(decoderFor('yolox'), output, [1, anchors, 6])).toEqual([{ box: [16, 4, 32, 36], score: 0.9, classIndex: 0 }]);
});

test('picodet reads distances as the mean of their distributions', () => {
  // Strides 8 to 64 of 64x64: 64 + 16 + 4 + 1 cells; two classes and four sides of eight bins.
  const columns = 2 + 32;
  const output = new Float32Array(2 * 85 * columns);
  const at = (85 + 64 + 5) * columns;
  output.set([0.3, 0.9], at);
  // Certain of 1 stride left, 0 up, 2 right; undecided between 0 and 1 down.
  output.set([50], at + 2 + 1);
  output.set([50], at + 2 + 8);
  output.set([50], at + 2 + 16 + 2);
  output.set([50, 50], at + 2 + 24);
  // Second cell of the second row at stride 16: its centre is 24, 24.
  expect(decode(decoderFor('picodet'), output, [2, 85, columns], 1)).toEqual([{ box: [8, 24, 56, 32], score: 0.9, classIndex: 1 }]);
  expect(decode(decoderFor('picodet'), output, [2, 85, columns], 0)).toEqual([]);
  expect(decoderFor('picodet').classCount({ dims: [2, 85, columns], ...size })).toBe(2);
  expect(decoderFor('picodet').classCount({ dims: [2, 84, columns], ...size })).toBeNull();
});

test('end2end takes rows as they are and leaves out classes that cannot be', () => {
  const output = new Float32Array(300 * 6);
  output.set([1, 2, 11, 22, 0.7, 5], 0);
  output.set([1, 2, 11, 22, 0.7, -1], 6);
  output.set([1, 2, 11, 22, 0.7, 5000], 12);
  output.set([1, 2, 11, 22, 0.2, 5], 18);
  expect(decode(decoderFor('end2end'), output, [1, 300, 6])).toEqual([{ box: [1, 2, 11, 22], score: 0.7, classIndex: 5 }]);
});

test.each([
  { dims: [1, 84, 8400], side: 640, classes: null, layout: 'yolov8' },
  { dims: [1, 13, 3549], side: 416, classes: 9, layout: 'yolov8' },
  { dims: [1, 25_200, 85], side: 640, classes: null, layout: 'yolov5' },
  { dims: [1, 3549, 85], side: 416, classes: null, layout: 'yolox' },
  { dims: [1, 3549, 6], side: 416, classes: 1, layout: 'yolox' },
  { dims: [1, 300, 6], side: 640, classes: 80, layout: 'end2end' },
  { dims: [1, 1000], side: 224, classes: null, layout: undefined },
  { dims: [1, 8400, 84], side: 640, classes: null, layout: 'yolox' },
])('$dims at $side is $layout', ({ dims, side, classes, layout }) => {
  expect(recogniseLayout({ dims, width: side, height: side }, classes)?.layout).toBe(layout);
});
