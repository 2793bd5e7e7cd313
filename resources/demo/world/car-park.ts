import type { Pose } from '../render/instance.ts';
import { type GroundPaint, roadPaint, tarmac } from './paint-ground.ts';

/** Rows of bays at right angles to the aisles, which run along x. */
export interface CarParkPlan {
  /** Low edge (y) of each row of bays; two rows may stand nose to nose. */
  readonly rows: readonly number[];
  readonly from: number;
  readonly to: number;
}

export const BAY_WIDTH_M = 2.6;
export const BAY_LENGTH_M = 5.2;

/** Middle of a bay. @param facing 1 = nose towards higher y. */
export function bayPose({ rows, from }: CarParkPlan, row: number, bay: number, facing: 1 | -1): Pose {
  return { x: from + (bay + 0.5) * BAY_WIDTH_M, y: (rows[row] ?? 0) + BAY_LENGTH_M / 2, yaw: (facing * Math.PI) / 2 };
}

export const bayCount = ({ from, to }: CarParkPlan): number => Math.floor((to - from) / BAY_WIDTH_M);

/** Worn tarmac with white lines between the bays. */
export function carParkGround({ rows, from, to }: CarParkPlan, seed: number): GroundPaint {
  return (colour, x, y) => {
    tarmac(colour, x, y, seed, 0.25);
    for (const low of rows) {
      if (y < low || y > low + BAY_LENGTH_M || x < from - 0.06 || x > to + 0.06) continue;
      const across = (((x - from) % BAY_WIDTH_M) + BAY_WIDTH_M) % BAY_WIDTH_M;
      if (Math.min(across, BAY_WIDTH_M - across) < 0.06) roadPaint(colour, x, y, seed);
    }
  };
}
