import { describe, expect, test } from 'vitest';
import { type Actor, brakeTo, cruise, type Keyframe, play } from './test-support/scenario.ts';

const east = 0;
const north = Math.PI / 2;
const west = Math.PI;
const car = (keys: readonly Keyframe[], more: Partial<Actor> = {}): Actor => ({ kind: 'car', keys, ...more });
const truck = (keys: readonly Keyframe[]): Actor => ({ kind: 'truck', keys });
const person = (keys: readonly Keyframe[], more: Partial<Actor> = {}): Actor => ({ kind: 'person', keys, ...more });
const parked = (x: number, y: number, heading = east): Actor => car([[0, x, y, heading]]);
const rates = [4, 5, 8, 10];
/** Under 5 pictures a second a head-on collision leaves too few of them to tell; see docs of the score command for real clips. */
const accidentRates = [5, 8, 10];
const seeds = [1, 2, 3];

/** Impact at 3 s, each time. */
const accidents: Record<string, readonly Actor[]> = {
  'a broadside collision': [
    car([
      [0, -32, 0, east],
      [3, -2.6, 0, east],
      [3.3, -0.8, 0.7, 0.4],
      [3.9, 0.4, 1.6, 0.9],
      [30, 0.4, 1.6, 0.9],
    ]),
    car([
      [0, 0.5, -27, north],
      [3, 0.5, -0.2, north],
      [3.3, 1.6, 1, north - 0.3],
      [3.9, 2.8, 2, north - 0.8],
      [30, 2.8, 2, north - 0.8],
    ]),
  ],
  'a rear-end collision of two driving cars': [
    car([
      [0, -46, 0, east],
      [3, -4.3, 0, east],
      [3.4, -2, 0, east],
      [4.2, -0.5, 0.3, 0.1],
      [30, -0.5, 0.3, 0.1],
    ]),
    car([
      [0, -15, 0, east],
      [3, 0, 0, east],
      [3.4, 3, 0.1, 0.1],
      [4.4, 6.5, 0.3, 0.2],
      [30, 6.5, 0.3, 0.2],
    ]),
  ],
  'a collision with a standing car, which is pushed on': [
    car([
      [0, -40, 0, east],
      [3, -4.3, 0, east],
      [3.4, -2, 0, east],
      [4, -1, 0, east],
      [30, -1, 0, east],
    ]),
    car([
      [0, 0, 0, east],
      [3, 0, 0, east],
      [3.4, 2.6, 0.2, 0.1],
      [4, 3.8, 0.3, 0.15],
      [30, 3.8, 0.3, 0.15],
    ]),
  ],
  'a head-on collision': [
    car([
      [0, -34, 0.3, east],
      [3, -2.1, 0.3, east],
      [3.4, -2.8, 0.5, 0.3],
      [4, -3.2, 0.8, 0.6],
      [30, -3.2, 0.8, 0.6],
    ]),
    car([
      [0, 32, -0.3, west],
      [3, 2.2, -0.3, west],
      [3.4, 3, -0.5, west + 0.3],
      [4, 3.3, -0.7, west + 0.5],
      [30, 3.3, -0.7, west + 0.5],
    ]),
  ],
};

/** Nothing happens in these, however it may look from one side. */
const ordinary: Record<string, readonly Actor[]> = {
  'a near miss at a crossing': [car(cruise(-40, 0, east, 11, 8)), car(cruise(0, -22, north, 9, 8))],
  'cars that queue up at a light': [
    car(brakeTo(-30, 0, east, 11, 1.5, 5)),
    car(brakeTo(-42, 0, east, 11, 1.9, 5.8)),
    car(brakeTo(-55, 0, east, 11, 2.4, 6.8)),
    car(brakeTo(-20, 3.5, east, 10, 1, 4.4)),
  ],
  'parked cars side by side and a car that drives past them': [
    ...[-9, -6.4, -3.8, -1.2, 1.4, 4].map((x) => parked(x, 6, north)),
    car(cruise(-35, 1, east, 9, 9)),
  ],
  'an overtaking car': [car(cruise(-20, 0, east, 7, 9)), car(cruise(-38, 3.2, east, 13, 9))],
  'a lorry that hides standing cars': [parked(-3, 5), parked(3, 5), truck(cruise(-35, -1, east, 9, 10))],
  'two lanes of opposite traffic': [
    car(cruise(-40, 0, east, 12, 8)),
    car(cruise(-55, 0, east, 12, 8)),
    car(cruise(40, 3.6, west, 12, 8)),
    car(cruise(58, 3.6, west, 13, 8)),
  ],
  'stop and go': [-5, -12, -19, -26].map((x, index) =>
    car([
      [0, x, 0, east],
      [1.5 + index * 0.4, x, 0, east],
      [4 + index * 0.4, x + 7, 0, east],
      [7, x + 7, 0, east],
      [9.5, x + 14, 0, east],
      [14, x + 14, 0, east],
    ]),
  ),
  'a pedestrian who crosses before waiting cars': [
    car(brakeTo(-25, 0, east, 9, 1, 4)),
    car(brakeTo(-36, 0, east, 9, 1.5, 4.8)),
    person([
      [0, 3.5, -6, north],
      [3, 3.5, -6, north],
      [10, 3.5, 9, north],
    ]),
  ],
  'people who walk about and meet': [
    person(cruise(-6, 0, east, 1.4, 10)),
    person(cruise(6, 0.3, west, 1.4, 10)),
    person([
      [0, 0, 4, north],
      [10, 0, 4, north],
    ]),
  ],
};

describe.each(Object.entries(accidents))('%s', (_, actors) => {
  test.each(accidentRates)('is raised exactly once at %i pictures a second, soon after the impact', (fps) => {
    const delays = seeds.map((seed) => play({ actors, seconds: 20, fps, seed }).map(({ atS }) => atS - 3));
    expect(delays.map((raised) => raised.length)).toEqual(seeds.map(() => 1));
    expect(Math.max(...delays.flat())).toBeLessThan(4);
    expect(Math.min(...delays.flat())).toBeGreaterThan(0);
  });
});

describe.each(Object.entries(ordinary))('%s', (_, actors) => {
  test.each(rates)('raises nothing at %i pictures a second', (fps) => {
    expect(seeds.flatMap((seed) => play({ actors, seconds: 12, fps, seed }))).toEqual([]);
  });
});
