import type { NetworkOutput, TensorInfo } from './network.ts';

/** Eight bins for each of the four sides. */
const sideValues = 32;
const levels = 4;

/**
 * Outputs of PicoDet without its own post-processing: scores `[N, a, C]` and side distributions `[N, a, 32]` for each of four grids.
 * @returns names, finest grid first, scores before sides; null when the outputs are something else.
 */
export function levelOutputs(outputs: readonly TensorInfo[]): readonly string[] | null {
  if (outputs.length !== 2 * levels || outputs.some(({ type, shape }) => type !== 'float32' || shape.length !== 3)) return null;
  const sides = outputs.filter(({ shape }) => shape[2] === sideValues).sort(byCells);
  const scores = outputs.filter(({ shape }) => shape[2] !== sideValues).sort(byCells);
  if (sides.length !== levels) return null;
  const fit = scores.every(({ shape }, level) => shape[1] === sides[level]?.shape[1] && shape[2] === scores[0]?.shape[2]);
  return fit ? scores.flatMap(({ name }, level) => [name, sides[level]?.name ?? '']) : null;
}

function byCells(a: TensorInfo, b: TensorInfo): number {
  return Number(b.shape[1]) - Number(a.shape[1]);
}

/**
 * Joins the levels to one tensor `[N, A, C + 32]`, one row a cell of all grids, scores before sides.
 * @param tensors in the order of `levelOutputs`
 */
export function joinLevels(tensors: readonly NetworkOutput[]): NetworkOutput {
  const pairs = tensors.flatMap((scores, at) => {
    const sides = tensors[at + 1];
    return at % 2 === 0 && sides ? [{ scores, sides, cells: scores.dims[1] ?? 0 }] : [];
  });
  const [batch = 0, , classes = 0] = tensors[0]?.dims ?? [];
  const columns = classes + sideValues;
  const anchors = pairs.reduce((sum, { cells }) => sum + cells, 0);
  const data = new Float32Array(batch * anchors * columns);
  let row = 0;
  for (let item = 0; item < batch; item++) {
    for (const { scores, sides, cells } of pairs) {
      for (let cell = item * cells; cell < (item + 1) * cells; cell++, row++) {
        data.set(scores.data.subarray(cell * classes, (cell + 1) * classes), row * columns);
        data.set(sides.data.subarray(cell * sideValues, (cell + 1) * sideValues), row * columns + classes);
      }
    }
  }
  return { data, dims: [batch, anchors, columns] };
}
