import { buildOnnx } from './onnx-builder.ts';

export interface ConstantDetector {
  /** Input side, pixels. */
  readonly side?: number;
  /** Number or name of the batch dimension. */
  readonly batch?: number | string;
  /** Shape of the output without the batch, e.g. `[84, 8400]`. */
  readonly shape: readonly [number, number];
  /** `shape[0] * shape[1]` values every picture is answered with. */
  readonly values: Float32Array;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A model that sees the same boxes on every picture, for any batch: mean of the picture times zero, plus constants. */
export function constantDetector({ side = 64, batch = 'batch', shape, values, metadata }: ConstantDetector): Uint8Array {
  return buildOnnx({
    inputs: [{ name: 'images', dims: [batch, 3, side, side] }],
    outputs: [{ name: 'output0', dims: [batch, ...shape] }],
    tensors: [
      { name: 'zero', dims: [1], floats: Float32Array.of(0) },
      { name: 'flat', dims: [3], ints: [-1, 1, 1] },
      { name: 'boxes', dims: [1, ...shape], floats: values },
    ],
    nodes: [
      { op: 'ReduceMean', inputs: ['images'], outputs: ['mean'], ints: { axes: [1, 2, 3], keepdims: 0 } },
      { op: 'Mul', inputs: ['mean', 'zero'], outputs: ['nothing'] },
      { op: 'Reshape', inputs: ['nothing', 'flat'], outputs: ['column'] },
      { op: 'Add', inputs: ['column', 'boxes'], outputs: ['output0'] },
    ],
    ...(metadata ? { metadata } : {}),
  });
}

/** A box in pixels of the network's input. */
export interface TestBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  readonly classIndex: number;
}

/** Values of the YOLOv8 layout for a square input: the given boxes in the first anchors, nothing in the others. */
export function yolov8Values(side: number, classes: number, boxes: readonly TestBox[]): { shape: [number, number]; values: Float32Array } {
  const anchors = [8, 16, 32].reduce((sum, stride) => sum + (side / stride) ** 2, 0);
  const values = new Float32Array((4 + classes) * anchors);
  boxes.forEach(({ x, y, width, height, score, classIndex }, anchor) => {
    [x + width / 2, y + height / 2, width, height].forEach((value, row) => {
      values[row * anchors + anchor] = value;
    });
    values[(4 + classIndex) * anchors + anchor] = score;
  });
  return { shape: [4 + classes, anchors], values };
}

/** A two-class detector (`car`, `person`) of the YOLOv8 layout that sees `boxes` on every picture. */
export function testDetector(boxes: readonly TestBox[], side = 64): Uint8Array {
  return constantDetector({ side, ...yolov8Values(side, 2, boxes), metadata: { names: "{0: 'car', 1: 'person'}", layout: 'yolov8' } });
}
