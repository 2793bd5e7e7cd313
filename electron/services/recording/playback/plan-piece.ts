import type { FragmentPlace, ScannedSegment } from '../scan-segment.ts';

/** What a player asks for. */
export interface PieceQuestion {
  readonly atMs: number;
  /** Of video wanted from that time on, ms. */
  readonly lengthMs: number;
  /** Only key frames, at least this far apart, ms; 0 = every picture. */
  readonly everyMs: number;
  /** Offset of the fragment to go on with; null = from the key frame before `atMs`. */
  readonly fromOffset: number | null;
}

/** Fragments of a file one after the other, or key frames of it. Times in ms; `endMs` is after the last picture. */
export interface PlannedPiece {
  readonly fragments: readonly FragmentPlace[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the next piece begins; null = there is nothing after it. */
  readonly nextOffset: number | null;
}

const mostBytes = 3 << 20;
/** A decoder shows a picture when it knows the next one. */
const lookAheadMs = 150;

type Scanned = Pick<ScannedSegment, 'fragments' | 'endMs'>;

/** Chooses what to send. @returns null when the file holds nothing (yet) that was not sent, or no key frame to begin with. */
export function planPiece(scan: Scanned, question: PieceQuestion): PlannedPiece | null {
  return question.everyMs > 0 ? keyFrames(scan, question) : wholeFragments(scan, question);
}

function wholeFragments({ fragments, endMs }: Scanned, { atMs, lengthMs, fromOffset }: PieceQuestion): PlannedPiece | null {
  const index = fromOffset === null ? keyIndex(fragments, atMs) : fragments.findIndex(({ offset }) => offset >= fromOffset);
  const first = fragments[index];
  if (!first) return null;
  const untilMs = Math.max(atMs, first.atMs) + lengthMs + lookAheadMs;
  let count = 1;
  for (const { atMs: beginMs, offset, bytes } of fragments.slice(index + 1)) {
    if (beginMs >= untilMs || offset + bytes - first.offset > mostBytes) break;
    count += 1;
  }
  const after = fragments[index + count];
  return {
    fragments: fragments.slice(index, index + count),
    fromMs: fromOffset === null ? (first.keyAtMs ?? first.atMs) : first.atMs,
    ...{ toMs: after?.atMs ?? endMs, nextOffset: after?.offset ?? null },
  };
}

function keyFrames({ fragments, endMs }: Scanned, { atMs, lengthMs, everyMs, fromOffset }: PieceQuestion): PlannedPiece | null {
  const keys = fragments.flatMap((place) =>
    place.keyAtMs === null || place.key === null ? [] : [{ place, keyAtMs: place.keyAtMs, key: place.key }],
  );
  const index =
    fromOffset === null
      ? keyIndex(
          keys.map(({ place }) => place),
          atMs,
        )
      : keys.findIndex(({ place }) => place.offset >= fromOffset);
  const first = keys[index];
  if (!first) return null;
  const chosen: FragmentPlace[] = [];
  let [dueMs, sum] = [first.keyAtMs, 0];
  for (const { place, keyAtMs, key } of keys.slice(index)) {
    if (keyAtMs < dueMs) continue;
    sum += key.bytes;
    if (chosen.length > 0 && (keyAtMs >= Math.max(atMs, first.keyAtMs) + lengthMs || sum > mostBytes))
      return { fragments: chosen, fromMs: first.keyAtMs, toMs: keyAtMs, nextOffset: place.offset };
    chosen.push(place);
    dueMs = keyAtMs + everyMs;
  }
  return { fragments: chosen, fromMs: first.keyAtMs, toMs: endMs, nextOffset: null };
}

/** The last one with a key frame at or before the time, otherwise the first with one. */
function keyIndex(fragments: readonly FragmentPlace[], atMs: number): number {
  const before = fragments.findLastIndex(({ keyAtMs }) => keyAtMs !== null && keyAtMs <= atMs);
  return before >= 0 ? before : fragments.findIndex(({ keyAtMs }) => keyAtMs !== null);
}
