import { ramp } from './box-geometry.ts';
import { limits } from './limits.ts';

/**
 * How much each piece of evidence says, 0..1. No single one reaches `limits.raiseFrom`, and of two only the strongest pair does: a
 * contact and a blow beyond doubt. Sizes are in heights and seconds, see `limits`.
 */
export const weights = {
  contact: (closing: number) => 0.34 + 0.08 * ramp(closing, limits.closingFrom, limits.closingFull),
  change: (size: number) => 0.4 + 0.15 * ramp(size, limits.suddenFrom, limits.suddenFull),
  /** Of the other vehicle. */
  secondChange: (size: number) => 0.2 + 0.15 * ramp(size, limits.suddenFrom, limits.suddenFull),
  offPath: (heights: number) => 0.35 + 0.2 * ramp(heights, limits.offPath, limits.offPathFull),
  /** @param strength 0..1 */
  braking: (strength: number) => 0.16 + 0.41 * strength,
  /** @param known vehicles that stand, without those found only after the contact */
  stopped: (known: number) => (known === 0 ? 0.22 : known === 1 ? 0.4 : 0.46),
  /** @param score mean score of the class over the time it was seen */
  modelClass: (score: number) => 0.2 + 0.2 * ramp(score, 0.3, 0.7),
  people: (count: number) => (count > 1 ? 0.2 : 0.15),
};
