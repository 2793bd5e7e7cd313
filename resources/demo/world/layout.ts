import { type CarParkPlan, carParkGround } from './car-park.ts';
import { type GroundPaint, grass, kerb, laneWear, roadPaint, slabs, tarmac } from './paint-ground.ts';

/** A straight road: middle line along x or y, through the origin's side given by `at`. */
export interface Road {
  readonly along: 'x' | 'y';
  /** Where its middle line crosses the other axis, metres. */
  readonly at: number;
  readonly lanesEachWay: number;
  readonly laneWidth: number;
  /** One-way roads have all their lanes in one direction and no middle line. */
  readonly oneWay?: boolean;
}

/** What lies on the ground. */
export interface Layout {
  readonly seed: number;
  readonly roads: readonly Road[];
  readonly pavement: number;
  /** Zebra crossings on every arm of a junction. */
  readonly crossings: boolean;
  /** The scene has working signals of its own. */
  readonly signals?: boolean;
  /** Bays instead of a road: the ground inside this plan is a car park. */
  readonly carPark?: CarParkPlan;
  /** What lies behind the pavements. */
  readonly beyond: 'grass' | 'paved';
}

export const halfWidth = (road: Road): number => (road.oneWay ? road.lanesEachWay / 2 : road.lanesEachWay) * road.laneWidth;

/** Depth of the zebra, and of the gap between junction and zebra, metres. */
export const CROSSING_M = 3;
export const CROSSING_GAP_M = 1.2;

export function groundOf(layout: Layout): GroundPaint {
  const { seed, roads, pavement, beyond } = layout;
  const park = layout.carPark;
  const paintPark = park && carParkGround(park, seed);
  return (colour, x, y) => {
    if (park && paintPark && x > park.from - 9 && x < park.to + 9 && y > Math.min(...park.rows) - 8 && y < Math.max(...park.rows) + 9) {
      paintPark(colour, x, y);
      return;
    }
    let nearestKerb = Number.POSITIVE_INFINITY;
    let alongKerb = 0;
    for (const road of roads) {
      const across = (road.along === 'x' ? y : x) - road.at;
      const edge = Math.abs(across) - halfWidth(road);
      if (edge < nearestKerb) {
        nearestKerb = edge;
        alongKerb = road.along === 'x' ? x : y;
      }
    }
    if (nearestKerb < 0) paintRoad(layout, colour, x, y);
    else if (nearestKerb < 0.18) kerb(colour, alongKerb);
    else if (nearestKerb < pavement || beyond === 'paved') slabs(colour, x, y, seed);
    else grass(colour, x, y, seed);
  };
}

function paintRoad({ seed, roads, crossings }: Layout, colour: Float32Array, x: number, y: number): void {
  let road: Road | null = null;
  let count = 0;
  for (const candidate of roads) {
    if (Math.abs((candidate.along === 'x' ? y : x) - candidate.at) >= halfWidth(candidate)) continue;
    road = candidate;
    count++;
  }
  if (!road || count > 1) {
    tarmac(colour, x, y, seed, 0.5);
    return;
  }
  const across = (road.along === 'x' ? y : x) - road.at;
  const along = road.along === 'x' ? x : y;
  const lane = Math.abs(road.oneWay ? across + halfWidth(road) : across) % road.laneWidth;
  tarmac(colour, x, y, seed, laneWear(lane - road.laneWidth / 2, along, seed + (across > 0 ? 1 : 0)));
  const fromJunction = distanceToJunction(roads, road, along);
  if (isMarked(road, across, lane, along, fromJunction, crossings)) roadPaint(colour, x, y, seed);
}

/** Metres from the kerb line of the road that crosses, infinite when none does. */
function distanceToJunction(roads: readonly Road[], road: Road, along: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const other of roads) if (other !== road) least = Math.min(least, Math.abs(along - other.at) - halfWidth(other));
  return least;
}

function isMarked(road: Road, across: number, lane: number, along: number, fromJunction: number, crossings: boolean): boolean {
  const edge = halfWidth(road) - Math.abs(across);
  const zebraEnd = crossings ? CROSSING_GAP_M + CROSSING_M : 0.6;
  if (crossings && fromJunction > CROSSING_GAP_M && fromJunction < zebraEnd) return ((across % 1.1) + 1.1) % 1.1 < 0.55 && edge > 0.4;
  const incoming = road.oneWay === true || across > 0 === (road.along === 'x' ? along < 0 : along > 0);
  if (fromJunction > zebraEnd + 0.8 && fromJunction < zebraEnd + 1.25) return incoming && edge > 0.2;
  if (fromJunction < zebraEnd + 0.8) return false;
  if (edge > 0.25 && edge < 0.38) return true;
  const middle = Math.abs(across);
  if (!road.oneWay && middle < 0.25) return middle > 0.07;
  const toLine = Math.min(lane, road.laneWidth - lane);
  if (toLine < 0.07 && edge > 0.5) return fromJunction < 18 || ((along % 6) + 6) % 6 < 2.6;
  return false;
}
