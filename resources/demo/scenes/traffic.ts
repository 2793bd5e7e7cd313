import type { Point } from '../traffic/path.ts';
import type { Trip } from '../traffic/traffic.ts';
import type { Walk } from '../traffic/walk.ts';
import type { Layout } from '../world/layout.ts';
import { Junction } from './lanes.ts';
import type { SceneScript } from './script.ts';

const LAYOUT: Layout = {
  seed: 62,
  roads: [
    { along: 'x', at: 0, lanesEachWay: 2, laneWidth: 3.4 },
    { along: 'y', at: 0, lanesEachWay: 1, laneWidth: 3.6 },
  ],
  pavement: 3,
  crossings: true,
  signals: true,
  beyond: 'paved',
};
const junction = new Junction(LAYOUT, 64);

/** A motorcycle's own line in a lane, `aside` metres to the left of the middle: past waiting cars with little room. */
function filtering(heading: 'east' | 'west', aside: number): Pick<Trip, 'path' | 'stopLine'> {
  return junction.straight(heading, 0.5 - aside / 3.4);
}

const TRIPS: readonly Trip[] = [
  // First green for the main road.
  { kind: 'suv', enterS: 0, speed: 12, ...junction.straight('west', 1) },
  { kind: 'mpv', enterS: 0.4, speed: 11.5, ...junction.straight('east', 0) },
  { kind: 'hatch', enterS: 2.2, speed: 12, ...junction.straight('west', 0) },
  { kind: 'motorcycle', enterS: 3, speed: 11, ...filtering('west', 0) },
  { kind: 'bus', enterS: 2.4, speed: 10, ...junction.straight('east', 0) },
  // These come to a red light and queue.
  { kind: 'sedan', enterS: 9, speed: 13, ...junction.straight('west', 1) },
  { kind: 'mpv', enterS: 9.6, speed: 12, ...junction.straight('west', 0) },
  { kind: 'van', enterS: 12, speed: 12, ...junction.straight('west', 1) },
  { kind: 'motorcycle', enterS: 14, speed: 9, ...filtering('west', 0) },
  { kind: 'motorcycle', enterS: 15.5, speed: 9, ...filtering('west', 0) },
  { kind: 'box-truck', enterS: 13, speed: 10, ...junction.straight('west', 0) },
  { kind: 'pickup', enterS: 10, speed: 12, ...junction.straight('east', 1) },
  { kind: 'hatch', enterS: 12.5, speed: 12, ...junction.straight('east', 1) },
  // The side road's turn.
  { kind: 'sedan', enterS: 5, speed: 10, ...junction.straight('south', 0) },
  { kind: 'motorcycle', enterS: 7, speed: 10, ...junction.straight('south', 0) },
  { kind: 'suv', enterS: 9.5, speed: 10, ...junction.straight('south', 0) },
  { kind: 'hatch', enterS: 8, speed: 10, ...junction.turn('north', 0, 'west', 0, 6) },
  { kind: 'motorcycle', enterS: 11, speed: 10, ...junction.straight('north', 0) },
  // Later traffic, faster and closer.
  { kind: 'sedan', enterS: 28, speed: 14, ...junction.straight('east', 1) },
  { kind: 'motorcycle', enterS: 28.6, speed: 13.2, ...filtering('east', 0) },
  { kind: 'mpv', enterS: 29.4, speed: 13.5, ...junction.straight('east', 0) },
  { kind: 'suv', enterS: 30.2, speed: 14, ...junction.straight('west', 1) },
  { kind: 'flatbed', enterS: 31, speed: 11, ...junction.straight('west', 0) },
  { kind: 'hatch', enterS: 38, speed: 11, ...junction.straight('south', 0) },
  { kind: 'sedan', enterS: 40.5, speed: 11, ...junction.straight('north', 0) },
  { kind: 'motorcycle', enterS: 42, speed: 11, ...junction.straight('south', 0) },
  { kind: 'van', enterS: 41, speed: 12, ...junction.straight('west', 0) },
  { kind: 'sedan', enterS: 43.5, speed: 12.5, ...junction.straight('west', 1) },
];

/** Across the main road at the zebra east of the junction while its traffic waits. */
const crossing = (enterS: number, x: number, from: 1 | -1, speed: number): Walk => {
  const kerb: Point = [x, from * 8.2];
  return {
    from: [x + 14, from * 8.8],
    enterS,
    legs: [
      { to: kerb, speed },
      { waitUntilS: 15.4, lookAt: [x, -from * 8] },
      { to: [x, -from * 8.4], speed },
      { to: [x + 26, -from * 8.8], speed },
    ],
  };
};

const WALKS: readonly Walk[] = [
  crossing(1, 4.4, 1, 1.4),
  crossing(4, 5.2, -1, 1.5),
  crossing(6, 6, 1, 1.3),
  { from: [-30, 9.2], enterS: 0, legs: [{ to: [34, 9], speed: 1.4 }] },
  { from: [40, -9], enterS: 2, legs: [{ to: [-20, -9.2], speed: 1.5 }] },
  { from: [36, 9.4], enterS: 8, legs: [{ to: [4, 9.6], speed: 1.2 }, { waitUntilS: 48 }, { to: [30, 9.4], speed: 2.4 }] },
];

/** Ordinary traffic at a crossing: queues, close passing, people crossing. Nothing happens here. */
export const traffic: SceneScript = {
  name: 'traffic',
  seconds: 60,
  seed: 21,
  weather: 'sunny',
  sunDeg: [60, 52],
  layout: LAYOUT,
  eye: [-9.5, -9.4, 8.4],
  aim: [7, 0.6, 0],
  fovDeg: 62,
  trips: TRIPS,
  signals: [
    ['x', 0, 9.5],
    ['y', 12.5, 23],
    ['x', 26, 41],
    ['y', 43.6, 49],
    ['x', 51.6, 60],
  ],
  walks: WALKS,
  parked: [],
};
