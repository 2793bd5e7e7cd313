import type { Candidates } from './candidates.ts';
import { anchorCounts, type OutputDecoder } from './output-decoder.ts';

/** YOLOv8, v11 and ours: `[N, 4+C, A]`, rows cx, cy, w, h in input pixels, then one sigmoid score row a class. */
export const yolov8: OutputDecoder = {
  layout: 'yolov8',
  needsSuppression: true,
  input: { color: 'rgb', scale: '0..1', letterbox: 'centre', padding: 114 },
  classCount({ dims, width, height }) {
    const [, rows = 0, anchors = 0] = dims;
    return dims.length === 3 && rows > 4 && anchorCounts(width, height).includes(anchors) ? rows - 4 : null;
  },
  decode(output, shape, item, floor, into) {
    const [, rows = 0, anchors = 0] = shape.dims;
    const base = item * rows * anchors;
    const { best, winner } = bestClass(output.subarray(base + 4 * anchors, base + rows * anchors), anchors, floor);
    for (let anchor = 0; anchor < anchors; anchor++) {
      const score = best[anchor] ?? 0;
      if (score < floor) continue;
      addBox(output, base + anchor, anchors, score, winner[anchor] ?? 0, into);
    }
  },
};

let bestScratch = new Float32Array(0);
let winnerScratch = new Uint16Array(0);

/** Walks the class rows in memory order, which is several times faster than anchor by anchor. */
function bestClass(scores: Float32Array, anchors: number, floor: number): { best: Float32Array; winner: Uint16Array } {
  if (bestScratch.length !== anchors) {
    bestScratch = new Float32Array(anchors);
    winnerScratch = new Uint16Array(anchors);
  }
  const best = bestScratch;
  const winner = winnerScratch;
  // Just below the floor: the first score that reaches it wins, and NaN never does.
  best.fill(floor - 1e-6);
  for (let row = 0, at = 0; at < scores.length; row++) {
    for (let anchor = 0; anchor < anchors; anchor++, at++) {
      const score = scores[at] as number;
      if (score > (best[anchor] as number)) {
        best[anchor] = score;
        winner[anchor] = row;
      }
    }
  }
  return { best, winner };
}

function addBox(output: Float32Array, at: number, anchors: number, score: number, classIndex: number, into: Candidates): void {
  const x = output[at] ?? Number.NaN;
  const y = output[at + anchors] ?? Number.NaN;
  const halfWidth = (output[at + 2 * anchors] ?? Number.NaN) / 2;
  const halfHeight = (output[at + 3 * anchors] ?? Number.NaN) / 2;
  into.add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score, classIndex);
}
