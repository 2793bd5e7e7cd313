import { scoreRow } from './anchor-rows.ts';
import { anchorCounts, type OutputDecoder, type OutputShape } from './output-decoder.ts';

/**
 * YOLOX as its own exporter writes it: raw `[N, A, 5+C]`, one row a grid cell of strides 8, 16, 32; centre = (xy + cell) * stride,
 * size = exp(wh) * stride; objectness and classes already sigmoid.
 * @see https://arxiv.org/abs/2107.08430
 */
export const yolox: OutputDecoder = {
  layout: 'yolox',
  needsSuppression: true,
  input: { color: 'bgr', scale: '0..255', letterbox: 'top-left', padding: 114 },
  classCount({ dims, width, height }) {
    const [, anchors = 0, columns = 0] = dims;
    return dims.length === 3 && columns > 5 && anchorCounts(width, height).includes(anchors) ? columns - 5 : null;
  },
  decode(output, shape, item, floor, into) {
    const [, anchors = 0, columns = 0] = shape.dims;
    const row = { score: 0, classIndex: 0 };
    const base = item * anchors * columns;
    let anchor = 0;
    for (const stride of strides(shape)) {
      const across = Math.ceil(shape.width / stride);
      const cells = across * Math.ceil(shape.height / stride);
      for (let cell = 0; cell < cells; cell++, anchor++) {
        const at = base + anchor * columns;
        if (!scoreRow(output, at + 4, columns - 5, floor, row)) continue;
        const x = ((output[at] ?? Number.NaN) + (cell % across)) * stride;
        const y = ((output[at + 1] ?? Number.NaN) + Math.floor(cell / across)) * stride;
        const halfWidth = (Math.exp(output[at + 2] ?? Number.NaN) * stride) / 2;
        const halfHeight = (Math.exp(output[at + 3] ?? Number.NaN) * stride) / 2;
        into.add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, row.score, row.classIndex);
      }
    }
  },
};

function strides({ dims, width, height }: OutputShape): number[] {
  return dims[1] === anchorCounts(width, height)[0] ? [8, 16, 32] : [8, 16, 32, 64];
}
