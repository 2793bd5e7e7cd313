import { joining, type Point } from '../traffic/path.ts';
import type { Trip } from '../traffic/traffic.ts';
import type { Walk } from '../traffic/walk.ts';
import type { Layout } from '../world/layout.ts';
import { type Heading, Junction } from './lanes.ts';
import type { SceneScript } from './script.ts';

const LAYOUT: Layout = {
  seed: 31,
  roads: [
    { along: 'x', at: 0, lanesEachWay: 2, laneWidth: 3.3 },
    { along: 'y', at: 0, lanesEachWay: 2, laneWidth: 3.3 },
  ],
  pavement: 3.2,
  crossings: true,
  signals: true,
  beyond: 'paved',
};
const junction = new Junction(LAYOUT, 64);

/** Once the cars can be moved they go out by the nearest arm, slowly. */
const outBy =
  (heading: Heading, lane: number) =>
  (from: { x: number; y: number; yaw: number }): Point[] => {
    const [x, y] = junction.point(heading, lane, 17);
    const yaw = { east: 0, north: Math.PI / 2, west: Math.PI, south: -Math.PI / 2 }[heading];
    return [...joining(from, { x, y, yaw }), junction.point(heading, lane, 64)];
  };

const TRIPS: readonly Trip[] = [
  // Comes down from the north on green.
  { kind: 'mpv', enterS: 10.85, speed: 7, ...junction.straight('south', 1), leaves: { atS: 40, way: outBy('west', 1) } },
  // Comes from the east, sees neither the red light nor the car.
  {
    kind: 'sedan',
    enterS: 15.7,
    speed: 13.5,
    ...junction.straight('west', 1),
    blind: [0, 30],
    leaves: { atS: 42.5, way: outBy('west', 0) },
  },
  // Ordinary traffic before.
  { kind: 'suv', enterS: 0, speed: 12, ...junction.straight('east', 1) },
  { kind: 'hatch', enterS: 0.3, speed: 12.5, ...junction.straight('west', 0) },
  { kind: 'motorcycle', enterS: 1.2, speed: 11, ...junction.straight('east', 0) },
  { kind: 'bus', enterS: 0.6, speed: 10, ...junction.straight('south', 0) },
  { kind: 'sedan', enterS: 2.6, speed: 11, ...junction.straight('north', 1) },
  { kind: 'van', enterS: 2.4, speed: 11, ...junction.straight('east', 0) },
  { kind: 'hatch', enterS: 4.2, speed: 11, ...junction.straight('east', 1) },
  // Held up by the crash, or passing it with care.
  { kind: 'hatch', enterS: 18.5, speed: 10, ...junction.straight('south', 1) },
  { kind: 'motorcycle', enterS: 24, speed: 10, ...junction.straight('south', 0) },
  { kind: 'hatch', enterS: 23, speed: 9, ...junction.straight('east', 0) },
  { kind: 'suv', enterS: 38, speed: 10, ...junction.straight('north', 0) },
];

const WALKS: readonly Walk[] = [
  { from: [-34, 8.4], enterS: 0, legs: [{ to: [30, 8.6], speed: 1.35 }] },
  { from: [8.3, 42], enterS: 3, legs: [{ to: [8.5, -30], speed: 1.45 }] },
  {
    from: [46, 8.2],
    enterS: 1,
    legs: [
      { to: [9, 8.4], speed: 1.3 },
      { to: [9, 46], speed: 1.35 },
    ],
  },
  ...onlooker([-8.6, 15], 15, [-4.4, -0.4], 2.1),
  ...onlooker([9.2, -1], 14, [1.2, -6.2], 2.4),
  ...onlooker([10.4, 9], 17, [0.4, -0.6], 2.6),
  ...onlooker([9.4, 11.5], 16, [4.8, -4.4], 2.2),
  ...onlooker([-9, 12], 18, [-4.3, -2.7], 1.9),
];

/** Somebody who strolls, hears the crash, runs to it, looks, and goes home when it is cleared. */
function onlooker(home: Point, enterS: number, place: Point, speed: number): Walk[] {
  const away: Point = [home[0], home[1] + Math.sign(home[1] || 1) * 30];
  const legs: Walk['legs'] = [
    { to: home, speed: 2.2 },
    { waitUntilS: 21.3 + speed * 0.3, lookAt: [0, 0] },
    { to: place, speed },
    { waitUntilS: 37 + speed, lookAt: [-1.5, -4] },
    { to: home, speed: 1.6 },
    { to: away, speed: 1.9 },
  ];
  return [{ from: away, enterS: enterS - 14, legs }];
}

/** A car runs the red light and hits another broadside, at about 20 s. */
export const collision: SceneScript = {
  name: 'collision',
  seconds: 60,
  seed: 7,
  weather: 'sunny',
  sunDeg: [138, 47],
  layout: LAYOUT,
  eye: [-15.5, -14.5, 7.4],
  aim: [2.2, 1.6, 0],
  fovDeg: 64,
  trips: TRIPS,
  signals: [
    ['x', 0, 8],
    ['y', 11, 24],
    ['x', 28, 36],
    ['y', 44, 55],
  ],
  walks: WALKS,
  parked: [],
};
