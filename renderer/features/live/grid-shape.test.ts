import { expect, test } from 'vitest';
import { gridShape } from './grid-shape.ts';

test.each([
  [1, 1_500, 850, 1],
  [4, 1_500, 850, 2],
  [9, 1_500, 850, 3],
  [16, 1_500, 850, 4],
])('%i cameras on a wide screen are all seen at once', (count, width, height, columns) => {
  const shape = gridShape(count, width, height, 6);
  expect(shape.columns).toBe(columns);
  expect(Math.ceil(count / columns) * shape.tileHeight).toBeLessThanOrEqual(height);
});

test('on a phone tiles stand in one column and the wall scrolls', () => {
  expect(gridShape(6, 374, 700, 6)).toEqual({ columns: 1, tileHeight: 210 });
});

test('forty cameras keep tiles that can be recognised', () => {
  const { columns } = gridShape(40, 1_000, 500, 6);
  expect((1_000 - 6 * (columns - 1)) / columns).toBeGreaterThanOrEqual(220);
});
