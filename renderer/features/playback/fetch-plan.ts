import type { Segment, SegmentOutline } from '../../../shared/schemas/recording.ts';

/** Where the last appended piece ended: what follows it needs no key frame. */
export interface Pointer {
  readonly segmentId: string;
  readonly nextOffset: number;
}

/** Bytes of one file to be fetched and shown. `to` belongs to it. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Of its first picture that can be shown, and after its last. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly next: Pointer;
}

const mostBytes = 3 << 20;

/**
 * The piece of a file to append next: on from where the last one ended, or from the key frame before `atMs`.
 * @param lengthMs of video wanted, at least one fragment
 * @returns null when the file holds nothing (yet) that is not appended
 */
export function nextPiece({ segment, fragments }: SegmentOutline, atMs: number, pointer: Pointer | null, lengthMs: number): Piece | null {
  const follows = pointer?.segmentId === segment.id;
  const index = follows ? fragments.findIndex(({ offset }) => offset >= pointer.nextOffset) : keyIndex(fragments, atMs);
  const first = fragments[index];
  if (!first) return null;
  let last = first;
  for (const fragment of fragments.slice(index + 1)) {
    if (fragment.atMs - first.atMs >= lengthMs || fragment.offset + fragment.bytes - first.offset > mostBytes) break;
    last = fragment;
  }
  const end = last.offset + last.bytes;
  const after = fragments.find(({ offset }) => offset >= end);
  return {
    ...{ from: first.offset, to: end - 1 },
    fromMs: follows ? first.atMs : (first.keyAtMs ?? first.atMs),
    toMs: after?.atMs ?? segment.endMs,
    next: { segmentId: segment.id, nextOffset: end },
  };
}

/** The last fragment with a key frame at or before the time, otherwise the first with one. */
function keyIndex(fragments: SegmentOutline['fragments'], atMs: number): number {
  const before = fragments.findLastIndex(({ keyAtMs }) => keyAtMs !== null && keyAtMs <= atMs);
  return before >= 0 ? before : fragments.findIndex(({ keyAtMs }) => keyAtMs !== null);
}

/** The segment to show at a time: the one that holds it, otherwise the first that begins before `untilMs`. In the order of their begin. */
export function segmentAt(segments: readonly Segment[], atMs: number, untilMs: number): Segment | null {
  return segments.find(({ endMs, startMs }) => endMs > atMs && startMs < untilMs) ?? null;
}

/** MIME type for a media source. */
export const mimeOf = (codec: string): string => `video/mp4; codecs="${codec}"`;
/** True for what only some browsers play. */
export const isH265 = (codec: string): boolean => /^(hvc1|hev1)/.test(codec);
