import { scoreRow } from './anchor-rows.ts';
import { anchorCounts, type OutputDecoder } from './output-decoder.ts';

/** YOLOv5 and v7: `[N, A, 5+C]`, rows cx, cy, w, h in input pixels, objectness, class scores; three anchors a grid cell. */
export const yolov5: OutputDecoder = {
  layout: 'yolov5',
  needsSuppression: true,
  input: { color: 'rgb', scale: '0..1', letterbox: 'centre', padding: 114 },
  classCount({ dims, width, height }) {
    const [, anchors = 0, columns = 0] = dims;
    const known = anchorCounts(width, height).some((count) => count * 3 === anchors);
    return dims.length === 3 && columns > 5 && known ? columns - 5 : null;
  },
  decode(output, shape, item, floor, into) {
    const [, anchors = 0, columns = 0] = shape.dims;
    const row = { score: 0, classIndex: 0 };
    for (let at = item * anchors * columns, end = at + anchors * columns; at < end; at += columns) {
      if (!scoreRow(output, at + 4, columns - 5, floor, row)) continue;
      const x = output[at] ?? Number.NaN;
      const y = output[at + 1] ?? Number.NaN;
      const halfWidth = (output[at + 2] ?? Number.NaN) / 2;
      const halfHeight = (output[at + 3] ?? Number.NaN) / 2;
      into.add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, row.score, row.classIndex);
    }
  },
};
