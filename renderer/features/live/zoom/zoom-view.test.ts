import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostZoom, pan, placeZoomed, wholePicture, zoomAt } from './zoom-view.ts';

const place = { x: 100, y: 0, width: 800, height: 450 };

test('the whole picture lies where it was fitted', () => {
  expect(placeZoomed(place, wholePicture)).toEqual(place);
});

test('what is under the pointer stays there', () => {
  const zoomed = placeZoomed(place, zoomAt(wholePicture, 4, { x: 0.25, y: 0.5 }));
  expect(zoomed.width).toBe(3200);
  expect(zoomed.x + 0.25 * zoomed.width).toBeCloseTo(place.x + 0.25 * place.width);
  expect(zoomed.y + 0.5 * zoomed.height).toBeCloseTo(place.y + 0.5 * place.height);
});

test('a drag moves the picture with the pointer', () => {
  const before = zoomAt(wholePicture, 4, { x: 0.5, y: 0.5 });
  expect(placeZoomed(place, pan(before, { x: 0.1, y: 0 })).x - placeZoomed(place, before).x).toBeCloseTo(80);
});

test('whatever is done, the picture fills its place and is never larger than it may be', () => {
  const share = fc.double({ min: -2, max: 3, noNaN: true });
  const step = fc.record({ factor: fc.double({ min: 0.01, max: 50, noNaN: true }), x: share, y: share });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const view = steps.reduce((now, { factor, x, y }) => pan(zoomAt(now, factor, { x, y }), { x, y }), wholePicture);
      const { x, y, width, height } = placeZoomed(place, view);
      expect(view.scale).toBeGreaterThanOrEqual(1);
      expect(view.scale).toBeLessThanOrEqual(mostZoom);
      expect(x).toBeLessThanOrEqual(place.x + 0.01);
      expect(y).toBeLessThanOrEqual(place.y + 0.01);
      expect(x + width).toBeGreaterThanOrEqual(place.x + place.width - 0.01);
      expect(y + height).toBeGreaterThanOrEqual(place.y + place.height - 0.01);
    }),
  );
});
