import { expect, test } from 'vitest';
import { type LabelWish, placeLabels } from './place-labels.ts';

const picture = { x: 0, y: 0, width: 640, height: 360 };
const wish = (x: number, y: number, important = true): LabelWish => ({ box: { x, y, width: 50, height: 40 }, width: 80, important });

test('a label stands above its box', () => {
  expect(placeLabels([wish(100, 100)], 16, picture)).toEqual([{ x: 99, y: 84, width: 80, height: 16 }]);
});

test('at the upper edge it stands below, at the right edge it is moved in', () => {
  expect(placeLabels([wish(620, 5)], 16, picture)).toEqual([{ x: 560, y: 45, width: 80, height: 16 }]);
});

test('a second label avoids the first', () => {
  const [first, second] = placeLabels([wish(100, 100), wish(110, 105)], 16, picture);
  expect(first?.y).toBe(84);
  expect(second?.y).toBe(145);
});

test('where there is no room, what is not important is left out and what is important is not', () => {
  const crowd = Array.from({ length: 4 }, () => wish(100, 100, false));
  expect(placeLabels(crowd, 16, picture).filter(Boolean)).toHaveLength(3);
  expect(placeLabels([...crowd, wish(100, 100)], 16, picture).at(-1)).not.toBeNull();
});
