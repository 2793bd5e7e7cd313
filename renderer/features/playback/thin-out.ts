/** Pictures a second, of all cameras together, that a usual machine decodes. */
const mostPictures = 450;
/** Pictures a second of one camera when only key frames are shown: more does not look smoother. */
const usefulPictures = 15;

/** Least time between key frames when only they are shown, ms; 0 where every picture is needed. */
export const thinned = (speed: number): number => (speed > 1 ? Math.round((speed * 1000) / usefulPictures) : 0);

/**
 * Whether every picture is played or only key frames.
 * @param frameMs from one picture to the next
 * @returns least time between key frames, ms; 0 = every picture
 */
export function thinOut(speed: number, cameras: number, frameMs: number): number {
  const pictures = (speed * cameras * 1000) / Math.max(1, frameMs);
  return pictures > mostPictures ? thinned(speed) : 0;
}
