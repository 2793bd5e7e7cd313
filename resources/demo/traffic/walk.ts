import { type Point, wrapAngle } from './path.ts';

/** What a person does next: go somewhere, or stand for a while. */
export type Leg = { readonly to: Point; readonly speed: number } | { readonly waitUntilS: number; readonly lookAt?: Point };

/** A person's part in a scene. */
export interface Walk {
  readonly from: Point;
  readonly enterS: number;
  readonly legs: readonly Leg[];
}

export interface WalkerState {
  readonly walk: number;
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  /** Path walked so far; null while standing. */
  readonly walkedM: number | null;
}

/** Where a person is at a moment, or null before they come and after they have gone. */
export function walkerAt(walk: Walk, index: number, timeS: number): WalkerState | null {
  if (timeS < walk.enterS) return null;
  let [x, y] = walk.from;
  let clock = walk.enterS;
  let walked = 0;
  let yaw = 0;
  for (const leg of walk.legs) {
    if ('waitUntilS' in leg) {
      if (leg.lookAt) yaw = Math.atan2(leg.lookAt[1] - y, leg.lookAt[0] - x);
      if (timeS < leg.waitUntilS) return { walk: index, x, y, yaw, walkedM: null };
      clock = Math.max(clock, leg.waitUntilS);
      continue;
    }
    const [dx, dy] = [leg.to[0] - x, leg.to[1] - y];
    const distance = Math.hypot(dx, dy);
    const lasts = distance / leg.speed;
    const heading = Math.atan2(dy, dx);
    // People turn within a few steps, not on the spot.
    const turned = Math.min(1, (timeS - clock) / 0.5);
    const now = yaw + wrapAngle(heading - yaw) * turned;
    if (timeS < clock + lasts) {
      const t = (timeS - clock) / lasts;
      return { walk: index, x: x + dx * t, y: y + dy * t, yaw: now, walkedM: walked + distance * t };
    }
    clock += lasts;
    walked += distance;
    yaw = heading;
    [x, y] = leg.to;
  }
  return null;
}
