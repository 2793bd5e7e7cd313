import { expect, test } from 'vitest';
import { joinLevels, levelOutputs } from './output-levels.ts';

const tensor = (name: string, cells: number, columns: number, type = 'float32') => ({ name, type, shape: [1, cells, columns] });
const scores = [4, 3, 2, 1].map((cells) => tensor(`score${cells}`, cells, 80));
const sides = [4, 3, 2, 1].map((cells) => tensor(`side${cells}`, cells, 32));

test('levels are paired by their number of cells, finest first, whatever the order of the outputs', () => {
  const expected = ['score4', 'side4', 'score3', 'side3', 'score2', 'side2', 'score1', 'side1'];
  expect(levelOutputs([...scores, ...sides])).toEqual(expected);
  expect(levelOutputs([...sides.toReversed(), ...scores])).toEqual(expected);
});

test.each([
  { what: 'one output', outputs: scores.slice(0, 1) },
  { what: 'levels that do not pair', outputs: [...scores, ...sides.slice(1), tensor('other', 9, 32)] },
  { what: 'no distributions', outputs: [...scores, ...scores] },
  { what: 'float16', outputs: [...scores, ...sides.map(({ name }) => tensor(name, 1, 32, 'float16'))] },
  { what: 'differing numbers of classes', outputs: [...scores.slice(1), tensor('score4', 4, 79), ...sides] },
])('$what are no levels', ({ outputs }) => expect(levelOutputs(outputs)).toBeNull());

test('rows of every level follow each other for each picture of the batch', () => {
  const level = (cells: number, columns: number, base: number) => ({
    data: Float32Array.from({ length: 2 * cells * columns }, (_, at) => base + Math.floor(at / columns)),
    dims: [2, cells, columns],
  });
  const { data, dims } = joinLevels([level(2, 1, 100), level(2, 32, 200), level(1, 1, 300), level(1, 32, 400)]);
  expect(dims).toEqual([2, 3, 33]);
  const rows = Array.from({ length: 6 }, (_, row) => [data[row * 33], data[row * 33 + 1], data[row * 33 + 32]]);
  expect(rows).toEqual([
    [100, 200, 200],
    [101, 201, 201],
    [300, 400, 400],
    [102, 202, 202],
    [103, 203, 203],
    [301, 401, 401],
  ]);
});
