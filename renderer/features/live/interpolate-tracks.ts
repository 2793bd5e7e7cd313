import type { Track } from '../../../shared/schemas/observation.ts';
import type { Box } from '../../../shared/schemas/primitives.ts';

/**
 * Tracks between two observations. Only objects seen in both are shown: where a track began or ended is not known.
 * @param share 0 = at `before`, 1 = at `after`.
 */
export function interpolateTracks(before: readonly Track[], after: readonly Track[], share: number): readonly Track[] {
  const earlier = new Map(before.map((track) => [track.id, track]));
  return after.flatMap((track) => {
    const from = earlier.get(track.id);
    return from ? [{ ...track, bbox: between(from.bbox, track.bbox, share) }] : [];
  });
}

function between(a: Box, b: Box, share: number): Box {
  return [mix(a[0], b[0], share), mix(a[1], b[1], share), mix(a[2], b[2], share), mix(a[3], b[3], share)];
}

const mix = (a: number, b: number, share: number) => a + (b - a) * share;
