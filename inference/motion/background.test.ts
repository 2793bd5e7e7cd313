import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Background } from './background.ts';

const columns = 40;
const rows = 30;
const frameSeconds = 0.2;

/** Repeatable noise of +-`amount`. */
function noisy(base: (at: number) => number, amount: number, seed: number): Float32Array {
  let state = seed * 7919 + 1;
  return Float32Array.from({ length: columns * rows }, (_, at) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return base(at) + ((state / 0x7fff_ffff) * 2 - 1) * amount;
  });
}

const road = (at: number) => 80 + (at % columns);
const withBox = (column: number, level: number) => (at: number) =>
  Math.floor(at / columns) >= 10 && Math.floor(at / columns) < 13 && at % columns >= column && at % columns < column + 4 ? level : road(at);

const started = () => new Background(noisy(road, 2, 0), columns, rows);

test('noise is no motion', () => {
  const background = started();
  for (let frame = 1; frame < 200; frame++) expect(background.compare(noisy(road, 2.5, frame), frameSeconds)).toBe(0);
});

test('something that enters is motion, wherever it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: columns - 4 }), fc.constantFrom(-40, 30, 60), (column, contrast) => {
      const background = started();
      for (let frame = 1; frame < 10; frame++) background.compare(noisy(road, 2, frame), frameSeconds);
      const share = background.compare(noisy(withBox(column, 100 + contrast + column), 2, 11), frameSeconds);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(0.05);
    }),
  );
});

test('an exposure change is no motion, and the gate closes again', () => {
  const background = started();
  for (let frame = 1; frame < 50; frame++) {
    const brightness = 30 * Math.sin(frame / 8);
    expect(
      background.compare(
        noisy((at) => road(at) + brightness, 2, frame),
        frameSeconds,
      ),
    ).toBe(0);
  }
});

test('the light being switched on is motion once, not for ever', () => {
  const background = started();
  const lit = (at: number) => 40 + (at % columns) * 4 + (Math.floor(at / columns) % 5) * 9;
  const shares = Array.from({ length: 30 }, (_, frame) => background.compare(noisy(lit, 2, frame + 1), frameSeconds));
  expect(shares[0]).toBeGreaterThan(0.5);
  expect(shares.slice(2).every((share) => share === 0)).toBe(true);
});

test('a car that parks is background after a few seconds, and so is the bare road it leaves', () => {
  const background = started();
  const parked = withBox(20, 190);
  const openWhile = (scene: (at: number) => number) =>
    Array.from({ length: 100 }, (_, frame) => background.compare(noisy(scene, 2, frame), frameSeconds)).filter((share) => share > 0).length;
  for (const open of [openWhile(parked), openWhile(road)]) {
    expect(open).toBeGreaterThan(10);
    expect(open).toBeLessThan(20);
  }
});

test('something that creeps past stays motion', () => {
  const background = started();
  for (let frame = 1; frame <= 150; frame++) {
    // A block every two seconds, with an uneven surface as things have.
    const left = Math.floor(frame / 10);
    const creeping = (at: number) => (withBox(left, 0)(at) === 0 ? 150 + ((at - left) % 3) * 25 : road(at));
    expect(background.compare(noisy(creeping, 2, frame), frameSeconds)).toBeGreaterThan(0);
  }
});

test('steady flicker of a part of the picture is got used to, and a car in front of it is still seen', () => {
  const background = started();
  const flicker = (frame: number) => (at: number) => (at < 200 ? road(at) + (frame % 2 === 0 ? 5 : -5) : road(at));
  let lastOpen = 0;
  for (let frame = 1; frame <= 1500; frame++) if (background.compare(noisy(flicker(frame), 2, frame), frameSeconds) > 0) lastOpen = frame;
  expect(lastOpen).toBeLessThan(1000);
  expect(background.compare(noisy(withBox(3, 180), 2, 9), frameSeconds)).toBeGreaterThan(0);
});
