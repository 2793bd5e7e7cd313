import type { VehicleKind } from '../cast.ts';
import { latticeHash } from '../random.ts';
import { Path } from '../traffic/path.ts';
import type { Walk } from '../traffic/walk.ts';
import { bayCount, bayPose, type CarParkPlan } from '../world/car-park.ts';
import type { Layout } from '../world/layout.ts';
import type { SceneScript } from './script.ts';

const PLAN: CarParkPlan = { rows: [-7.2, 6, 11.2], from: -18.2, to: 18.2 };
const LAYOUT: Layout = {
  seed: 140,
  roads: [{ along: 'y', at: 34, lanesEachWay: 1, laneWidth: 3.4 }],
  pavement: 2,
  crossings: false,
  carPark: PLAN,
  beyond: 'paved',
};
const BODIES: readonly VehicleKind[] = ['mpv', 'sedan', 'hatch', 'suv', 'mpv', 'pickup', 'van', 'suv', 'hatch'];

/** Bays that stay free: the one that is driven through and a few others. */
const FREE = new Set(['1:7', '2:7', '1:3', '2:11', '0:6', '0:9']);
const parked = PLAN.rows.flatMap((_, row) =>
  Array.from({ length: bayCount(PLAN) }, (_bay, bay) => ({ row, bay }))
    .filter(({ row: r, bay }) => !FREE.has(`${r}:${bay}`) && latticeHash(r, bay, 7) < 0.86)
    .map(({ row: r, bay }) => {
      const pose = bayPose(PLAN, r, bay, latticeHash(r, bay, 9) < 0.7 ? 1 : -1);
      const askew = (latticeHash(r, bay, 11) - 0.5) * 0.07;
      return {
        kind: BODIES[Math.floor(latticeHash(r, bay, 8) * BODIES.length)] ?? 'mpv',
        pose: { ...pose, x: pose.x + askew * 3, y: pose.y + (latticeHash(r, bay, 10) - 0.5) * 0.5, yaw: pose.yaw + askew },
      };
    }),
);
const bayX = bayPose(PLAN, 1, 7, 1).x;

/** In by the near aisle, nose first into the free bay; out forwards through the free bay behind it. */
const THROUGH = new Path(
  [
    [36, 1.6],
    [bayX, 1.6],
    [bayX, 20.2],
    [42, 20.2],
  ],
  4.6,
);
/** Metres from the start to where the nose is in the far half of the bay. */
const PARKED_AT = 36 - bayX + (8.9 - 1.6) - 1.95 + 2.1;

const WALKS: readonly Walk[] = [
  {
    from: [30, 0.2],
    enterS: 2,
    legs: [
      { to: [-6, 0.4], speed: 1.35 },
      { to: [-26, 1], speed: 1.4 },
    ],
  },
  {
    from: [bayX + 1.5, 8.6],
    enterS: 17,
    legs: [
      { to: [bayX + 1.4, 4.6], speed: 1 },
      { to: [24, 2.6], speed: 1.3 },
      { to: [34, -2], speed: 1.3 },
    ],
  },
  { from: [-26, 2.4], enterS: 9, legs: [{ to: [-4, 2.2], speed: 1.2 }, { waitUntilS: 34 }, { to: [26, 2.5], speed: 1.4 }] },
  {
    from: [34, 3.2],
    enterS: 24,
    legs: [
      { to: [bayX + 1.4, 3.4], speed: 1.5 },
      { to: [bayX + 1.4, 8.4], speed: 1.1 },
    ],
  },
  { from: [-28, 18.6], enterS: 4, legs: [{ to: [30, 19.2], speed: 1.4 }] },
];

/** Parked cars, people on foot, one car that comes, parks and leaves: nothing happens here. */
export const carPark: SceneScript = {
  name: 'car-park',
  seconds: 60,
  seed: 14,
  weather: 'sunny',
  sunDeg: [120, 60],
  layout: LAYOUT,
  eye: [-8, -13.5, 8.6],
  aim: [2.6, 4.6, 0],
  fovDeg: 60,
  trips: [
    { kind: 'sedan', enterS: 3, speed: 4.5, path: THROUGH, stopLine: { at: PARKED_AT, road: 'y' } },
    {
      kind: 'hatch',
      enterS: 22,
      speed: 4,
      path: new Path([
        [40, 1.8],
        [-36, 1.8],
      ]),
    },
  ],
  // Nobody sees this signal: it is when the parked car's driver comes back.
  signals: [['y', 40, 60]],
  walks: WALKS,
  parked,
};
