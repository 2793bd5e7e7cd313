/**
 * Assigns rows to columns so that the sum of costs is least; pairs that cost more than `limit` stay apart.
 * Shortest augmenting paths with potentials, O(rows² · columns).
 * @param cost `cost(row, column)`; may be infinite
 * @returns pairs `[row, column]`
 * @see Kuhn, "The Hungarian Method for the Assignment Problem", 1955; Jonker and Volgenant, 1987
 */
export function assign(rows: number, columns: number, cost: (row: number, column: number) => number, limit: number): [number, number][] {
  if (rows === 0 || columns === 0) return [];
  if (rows > columns) return assign(columns, rows, (a, b) => cost(b, a), limit).map(([a, b]) => [b, a]);
  // Beyond the limit all costs are alike: then such a pair is only made when the row can have no better one.
  const capped = Float64Array.from({ length: rows * columns }, (_, at) => {
    const value = cost(Math.floor(at / columns), at % columns);
    return value <= limit ? value : limit + 1;
  });
  const owner = solve(rows, columns, capped);
  const pairs: [number, number][] = [];
  for (let column = 0; column < columns; column++) {
    const row = (owner[column + 1] ?? 0) - 1;
    if (row >= 0 && (capped[row * columns + column] ?? Number.POSITIVE_INFINITY) <= limit) pairs.push([row, column]);
  }
  return pairs;
}

/** @returns for each column (from 1) the row (from 1) that has it, 0 = none. Rows must not outnumber columns. */
function solve(rows: number, columns: number, costs: Float64Array): Int32Array {
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const owner = new Int32Array(columns + 1);
  const cameFrom = new Int32Array(columns + 1);
  const slack = new Float64Array(columns + 1);
  const visited = new Uint8Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    owner[0] = row;
    slack.fill(Number.POSITIVE_INFINITY);
    visited.fill(0);
    let column = 0;
    do {
      visited[column] = 1;
      const current = owner[column] as number;
      let step = Number.POSITIVE_INFINITY;
      let nearest = 0;
      for (let next = 1; next <= columns; next++) {
        if (visited[next] === 1) continue;
        const reduced =
          (costs[(current - 1) * columns + next - 1] as number) - (rowPotential[current] as number) - (columnPotential[next] as number);
        if (reduced < (slack[next] as number)) {
          slack[next] = reduced;
          cameFrom[next] = column;
        }
        if ((slack[next] as number) < step) {
          step = slack[next] as number;
          nearest = next;
        }
      }
      for (let next = 0; next <= columns; next++) {
        if (visited[next] === 1) {
          rowPotential[owner[next] as number] = (rowPotential[owner[next] as number] as number) + step;
          columnPotential[next] = (columnPotential[next] as number) - step;
        } else {
          slack[next] = (slack[next] as number) - step;
        }
      }
      column = nearest;
    } while (owner[column] !== 0);
    for (; column !== 0; column = cameFrom[column] as number) owner[column] = owner[cameFrom[column] as number] as number;
  }
  return owner;
}
