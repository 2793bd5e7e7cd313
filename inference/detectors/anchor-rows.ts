/** Best class of one row `..., objectness, class scores...` and its product with the objectness. */
export interface RowScore {
  score: number;
  classIndex: number;
}

/**
 * Scores one row of the layouts with objectness. Writes into `result` to spare an allocation an anchor.
 * @param at index of the objectness; the class scores follow it
 * @returns false when the row stays under `floor`
 */
export function scoreRow(output: Float32Array, at: number, classes: number, floor: number, result: RowScore): boolean {
  const objectness = output[at] ?? 0;
  // Class scores are at most 1, so most rows end here.
  if (!(objectness >= floor)) return false;
  let best = -1;
  for (let index = 0; index < classes; index++) {
    const score = output[at + 1 + index] ?? 0;
    if (score > best) {
      best = score;
      result.classIndex = index;
    }
  }
  result.score = best * objectness;
  return result.score >= floor;
}
