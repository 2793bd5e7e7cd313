import type { OutputDecoder } from './output-decoder.ts';

/** Networks that end their own duplicates (YOLOv10, YOLO26): `[N, 300, 6]`, rows left, top, right, bottom, score, class. */
export const end2end: OutputDecoder = {
  layout: 'end2end',
  needsSuppression: false,
  input: { color: 'rgb', scale: '0..1', letterbox: 'centre', padding: 114 },
  classCount({ dims }) {
    const [, boxes = 0, columns = 0] = dims;
    return dims.length === 3 && columns === 6 && boxes <= 1000 ? 'any' : null;
  },
  decode(output, shape, item, floor, into) {
    const [, boxes = 0, columns = 0] = shape.dims;
    for (let at = item * boxes * columns, end = at + boxes * columns; at < end; at += columns) {
      const score = output[at + 4] ?? 0;
      const classIndex = output[at + 5] ?? -1;
      if (!(score >= floor) || !(classIndex >= 0 && classIndex < 1000)) continue;
      const [left, top, right, bottom] = output.subarray(at, at + 4);
      into.add(left ?? 0, top ?? 0, right ?? 0, bottom ?? 0, score, Math.round(classIndex));
    }
  },
};
