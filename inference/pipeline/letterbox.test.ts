import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelInput } from '../../shared/schemas/model.ts';
import { letterbox, toSourceBox } from './letterbox.ts';

const input = (placing: ModelInput['letterbox'], width = 416, height = 416): ModelInput => ({
  width,
  height,
  color: 'rgb',
  scale: '0..1',
  letterbox: placing,
  padding: 114,
});

test('a wide picture is centred, or put at the top left', () => {
  expect(letterbox(640, 360, input('centre'))).toMatchObject({ left: 0, top: 91, width: 416, height: 234 });
  expect(letterbox(640, 360, input('top-left'))).toMatchObject({ left: 0, top: 0, width: 416, height: 234 });
  expect(letterbox(360, 640, input('centre'))).toMatchObject({ left: 91, top: 0, width: 234, height: 416 });
});

const side = fc.integer({ min: 1, max: 4000 });
const modelSide = fc.integer({ min: 1, max: 40 }).map((units) => units * 32);

test('boxes go to the input and back within half a source pixel', () => {
  fc.assert(
    fc.property(
      side,
      side,
      modelSide,
      modelSide,
      fc.constantFrom('centre' as const, 'top-left' as const),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      (width, height, modelWidth, modelHeight, placing, [a = 0, b = 0, c = 0, d = 0]) => {
        const place = letterbox(width, height, input(placing, modelWidth, modelHeight));
        expect(place.left + place.width).toBeLessThanOrEqual(modelWidth);
        expect(place.top + place.height).toBeLessThanOrEqual(modelHeight);
        const [left, right] = [Math.min(a, b) * width, Math.max(a, b) * width + 0.01];
        const [top, bottom] = [Math.min(c, d) * height, Math.max(c, d) * height + 0.01];
        const toX = (x: number) => place.left + (x * place.width) / width;
        const toY = (y: number) => place.top + (y * place.height) / height;
        const box = toSourceBox(place, toX(left), toY(top), toX(right), toY(bottom));
        if (box === null) {
          expect(Math.max(left, top)).toBeGreaterThanOrEqual(Math.min(width, height) - 0.01);
          return;
        }
        expect(Math.abs(box[0] - left)).toBeLessThan(0.5);
        expect(Math.abs(box[1] - top)).toBeLessThan(0.5);
        expect(Math.abs(box[0] + box[2] - Math.min(right, width))).toBeLessThan(0.5);
        expect(Math.abs(box[1] + box[3] - Math.min(bottom, height))).toBeLessThan(0.5);
      },
    ),
  );
});

test('what lies in the padding is cut off, what lies only there is gone', () => {
  const place = letterbox(640, 360, input('centre'));
  expect(toSourceBox(place, -20, 0, 200, 200)).toEqual([0, 0, expect.closeTo(307.7, 0), expect.closeTo(167.7, 0)]);
  expect(toSourceBox(place, 10, 0, 100, 80)).toBeNull();
});
