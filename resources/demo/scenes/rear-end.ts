import { Path, type Point } from '../traffic/path.ts';
import type { Trip } from '../traffic/traffic.ts';
import type { Walk } from '../traffic/walk.ts';
import type { Layout } from '../world/layout.ts';
import type { SceneScript } from './script.ts';

const LANE = 3.5;
const LAYOUT: Layout = {
  seed: 88,
  roads: [{ along: 'x', at: 0, lanesEachWay: 3, laneWidth: LANE, oneWay: true }],
  pavement: 2.6,
  crossings: false,
  beyond: 'grass',
};

/** Lane 0 is the left one. All drive east, towards the camera. */
const laneY = (lane: number): number => (1 - lane) * LANE;
const lane = (index: number): Path =>
  new Path([
    [-56, laneY(index)],
    [66, laneY(index)],
  ]);

/** Goes on along its lane, with a small swing at first. */
const straightOn = (from: { x: number; y: number }): Point[] => [
  [from.x + 4, from.y],
  [from.x + 12, laneY(1)],
  [60, laneY(1)],
];

const TRIPS: readonly Trip[] = [
  { kind: 'mpv', enterS: 0, speed: 13, path: lane(0) },
  { kind: 'sedan', enterS: 1.5, speed: 15, path: lane(1) },
  { kind: 'motorcycle', enterS: 3, speed: 13, path: lane(0) },
  { kind: 'bus', enterS: 4.5, speed: 11.5, path: lane(0) },
  { kind: 'suv', enterS: 6, speed: 16, path: lane(2) },
  { kind: 'hatch', enterS: 8.5, speed: 14, path: lane(1) },
  { kind: 'box-truck', enterS: 11, speed: 11, path: lane(0) },
  { kind: 'sedan', enterS: 13, speed: 16, path: lane(2) },
  { kind: 'motorcycle', enterS: 15, speed: 13, path: lane(1) },
  { kind: 'van', enterS: 17.5, speed: 13, path: lane(2) },
  // Stops for something ahead, brake lights on ...
  { kind: 'suv', enterS: 21.4, speed: 12, path: lane(1), halt: [26.1, 40], leaves: { atS: 46, way: straightOn } },
  // ... and whoever follows does not look.
  { kind: 'sedan', enterS: 24.6, speed: 13.5, path: lane(1), blind: [24, 40], leaves: { atS: 48, way: straightOn } },
  { kind: 'mpv', enterS: 31, speed: 11, path: lane(1) },
  { kind: 'hatch', enterS: 32, speed: 10, path: lane(0) },
  { kind: 'motorcycle', enterS: 36, speed: 10, path: lane(2) },
];

const helper = (from: Point, enterS: number, place: Point, speed: number, goesS: number): Walk => ({
  from,
  enterS,
  legs: [
    { to: place, speed },
    { waitUntilS: goesS, lookAt: [22.5, 0] },
    { to: from, speed: 1.9 },
  ],
});

/** Dusk on a three-lane road: a car stops, the next runs into it, at about 30 s. */
export const rearEnd: SceneScript = {
  name: 'rear-end',
  seconds: 64,
  seed: 5,
  weather: 'dusk',
  sunDeg: [200, 20],
  layout: LAYOUT,
  eye: [37, -13.5, 6.6],
  aim: [20.5, 1.5, 0],
  fovDeg: 60,
  trips: TRIPS,
  signals: [],
  walks: [
    { from: [-30, 7.2], enterS: 0, legs: [{ to: [60, 7.4], speed: 1.5 }] },
    helper([18, 8], 31.5, [21, 1.9], 2.2, 42),
    helper([29, 8.4], 32.5, [25.5, 2.0], 2.4, 43),
    helper([8, -7.6], 33, [22.4, -2.4], 2, 42),
  ],
  parked: [],
};
