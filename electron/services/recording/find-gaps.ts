import type { Gap, GapCause } from '../../../shared/schemas/recording.ts';
import type { GapRecord } from '../store/recording-gap-repository.ts';

/** A stretch of time, ms; half open. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Holes up to this length are how long a camera takes from one picture to the next, not gaps. */
export const tolerableMs = 1_500;

/**
 * Video of a camera that is being recorded may be so late: on a machine that is overloaded ffmpeg is seconds behind. After this long
 * without a picture the recorder itself says why there is none.
 */
export const onItsWayMs = 12_000;

/**
 * The stretches of one camera without video, each with its cause. What was noted counts only where there is no video; where notes
 * overlap the later one wins; where nothing was noted the cause is `unknown`, before everything known `recording_off`.
 * @param video spans with video, in any order
 * @param within from when to when; nothing is said beyond it
 */
export function findGaps(cameraId: string, video: readonly Span[], notes: readonly GapRecord[], within: Span): Gap[] {
  const knownFromMs = [...video, ...notes].reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY);
  const gaps = holesBetween(video, within).flatMap((hole) => explain(hole, notes, knownFromMs));
  return joined(gaps).map(({ fromMs, toMs, cause }) => ({ cameraId, fromMs, toMs, cause }));
}

function holesBetween(video: readonly Span[], { fromMs, toMs }: Span): Span[] {
  const holes: Span[] = [];
  let seenMs = fromMs;
  for (const span of [...video].sort((a, b) => a.fromMs - b.fromMs)) {
    if (span.fromMs - seenMs > tolerableMs) holes.push({ fromMs: seenMs, toMs: Math.min(span.fromMs, toMs) });
    seenMs = Math.max(seenMs, span.toMs);
  }
  if (toMs - seenMs > tolerableMs) holes.push({ fromMs: seenMs, toMs });
  return holes.filter((hole) => hole.toMs > hole.fromMs);
}

interface Explained extends Span {
  readonly cause: GapCause;
}

function explain(hole: Span, notes: readonly GapRecord[], knownFromMs: number): Explained[] {
  const inside = notes.filter((note) => note.fromMs < hole.toMs && (note.toMs ?? Number.POSITIVE_INFINITY) > hole.fromMs);
  const edges = new Set([hole.fromMs, hole.toMs, ...inside.flatMap(({ fromMs, toMs }) => [fromMs, toMs ?? hole.toMs])]);
  if (knownFromMs > hole.fromMs && knownFromMs < hole.toMs) edges.add(knownFromMs);
  const places = [...edges].filter((edge) => edge >= hole.fromMs && edge <= hole.toMs).sort((a, b) => a - b);
  return places.slice(1).map((toMs, index) => {
    const fromMs = places[index] ?? toMs;
    const note = inside.findLast((one) => one.fromMs <= fromMs && (one.toMs ?? Number.POSITIVE_INFINITY) >= toMs);
    return { fromMs, toMs, cause: note?.cause ?? (toMs <= knownFromMs ? 'recording_off' : 'unknown') };
  });
}

/** Neighbours of one cause are one gap; a sliver, as between two notes, belongs to the one before or after. */
function joined(gaps: readonly Explained[]): Explained[] {
  const result: Explained[] = [];
  for (const gap of gaps) {
    const last = result.at(-1);
    const isNeighbour = last !== undefined && last.toMs === gap.fromMs;
    if (isNeighbour && (last.cause === gap.cause || isSliver(gap))) result[result.length - 1] = { ...last, toMs: gap.toMs };
    else if (isNeighbour && isSliver(last)) result[result.length - 1] = { ...gap, fromMs: last.fromMs };
    else result.push(gap);
  }
  return result;
}

const isSliver = ({ fromMs, toMs }: Span) => toMs - fromMs <= tolerableMs;
