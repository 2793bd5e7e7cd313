import { anchorCounts, type OutputDecoder } from './output-decoder.ts';

const bins = 8;
const sideValues = 4 * bins;
const strides = [8, 16, 32, 64];

/**
 * PicoDet as PaddleDetection exports it without post-processing, its eight outputs joined to `[N, A, C + 32]`: scores, already
 * sigmoid, then for left, top, right and bottom a distribution over 0 to 7 strides whose mean is the distance from the cell's centre.
 * @see https://arxiv.org/abs/2111.00902 and, for the distributions, https://arxiv.org/abs/2006.04388
 */
export const picodet: OutputDecoder = {
  layout: 'picodet',
  needsSuppression: true,
  input: { color: 'rgb', scale: 'imagenet', letterbox: 'centre', padding: 114 },
  classCount({ dims, width, height }) {
    const [, anchors = 0, columns = 0] = dims;
    return dims.length === 3 && columns > sideValues && anchors === anchorCounts(width, height)[1] ? columns - sideValues : null;
  },
  decode(output, shape, item, floor, into) {
    const [, anchors = 0, columns = 0] = shape.dims;
    const classes = columns - sideValues;
    let at = item * anchors * columns;
    for (const stride of strides) {
      const across = Math.ceil(shape.width / stride);
      const cells = across * Math.ceil(shape.height / stride);
      for (let cell = 0; cell < cells; cell++, at += columns) {
        const best = bestClass(output, at, classes);
        const score = output[at + best] ?? 0;
        if (!(score >= floor)) continue;
        const x = ((cell % across) + 0.5) * stride;
        const y = (Math.floor(cell / across) + 0.5) * stride;
        const side = (index: number) => distance(output, at + classes + index * bins) * stride;
        into.add(x - side(0), y - side(1), x + side(2), y + side(3), score, best);
      }
    }
  },
};

function bestClass(output: Float32Array, at: number, classes: number): number {
  let best = 0;
  for (let index = 1; index < classes; index++) if ((output[at + index] ?? 0) > (output[at + best] ?? 0)) best = index;
  return best;
}

/** Mean of the softmax over the bins, strides. */
function distance(output: Float32Array, at: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let bin = 0; bin < bins; bin++) largest = Math.max(largest, output[at + bin] ?? 0);
  let sum = 0;
  let weighted = 0;
  for (let bin = 0; bin < bins; bin++) {
    const weight = Math.exp((output[at + bin] ?? 0) - largest);
    sum += weight;
    weighted += weight * bin;
  }
  return weighted / sum;
}
