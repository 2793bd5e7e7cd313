import type { Observation, Track } from '../../../../shared/schemas/observation.ts';
import { interpolateTracks } from '../interpolate-tracks.ts';
import type { Seen } from '../player.ts';

/** Observations kept: some seconds' worth. */
const mostKept = 40;
/** Further apart than this, two observations say nothing about the time between them. */
const widestGapMs = 1_000;
/** A box may go on to later pictures while it can be off by less than this share of its smaller side. */
const slack = 0.1;
/** ... and no longer than this. */
const mostCarriedMs = 400;

type Analysed = Observation & { readonly mediaMs: number };

/**
 * Which boxes belong on a picture of a video. Observations name the picture they were made of (`mediaMs`). That picture gets its own
 * boxes; pictures between two analysed ones get boxes moved in proportion. Later ones get a box moved on at its last speed while that
 * speed was steady enough for it to be off by less than a tenth of its size, or one left where it was while that is near enough; else
 * none.
 */
export class VideoBoxes {
  #kept: Analysed[] = [];

  add(observation: Observation): void {
    const { mediaMs } = observation;
    if (mediaMs === undefined) return;
    const last = this.#kept.at(-1);
    // Another connection of the camera: its clock began anew.
    if (last && mediaMs < last.mediaMs - widestGapMs) this.#kept = [];
    this.#kept = [...this.#kept.slice(-(mostKept - 1)), { ...observation, mediaMs }].sort((a, b) => a.mediaMs - b.mediaMs);
  }

  clear(): void {
    this.#kept = [];
  }

  /**
   * @param mediaMs of the picture
   * @param spacingMs from one picture of the video to the next
   * @returns null when nothing is known of this picture.
   */
  at(mediaMs: number, spacingMs: number): Seen | null {
    const off = (observation: Analysed) => Math.abs(observation.mediaMs - mediaMs);
    const own = this.#kept.toSorted((a, b) => off(a) - off(b))[0];
    if (own && off(own) < spacingMs / 2) return own;
    const index = this.#kept.findIndex((observation) => observation.mediaMs > mediaMs);
    const next = this.#kept[index];
    const previous = next ? this.#kept[index - 1] : this.#kept.at(-1);
    if (!previous) return null;
    return next ? between(previous, next, mediaMs) : this.#carried(previous, mediaMs);
  }

  #carried(last: Analysed, mediaMs: number): Seen | null {
    const passedMs = mediaMs - last.mediaMs;
    if (passedMs > mostCarriedMs) return null;
    const [before, earlier] = [this.#kept.at(-2), this.#kept.at(-3)];
    const tracks = last.tracks.flatMap((track) => {
      const bbox = carriedBox(track, last, before, earlier, passedMs);
      return bbox ? [{ ...track, bbox }] : [];
    });
    return { tracks, width: last.width, height: last.height };
  }
}

function between(previous: Analysed, next: Analysed, mediaMs: number): Seen | null {
  const gapMs = next.mediaMs - previous.mediaMs;
  if (gapMs > widestGapMs) return null;
  const share = (mediaMs - previous.mediaMs) / gapMs;
  return { tracks: interpolateTracks(previous.tracks, next.tracks, share), width: next.width, height: next.height };
}

/** Left, top, right and bottom edge: pixels, or pixels a millisecond. */
type Edges = readonly [number, number, number, number];

/** Where the box is now if it goes on as before; null when that is not sure enough. */
function carriedBox(
  track: Track,
  last: Analysed,
  before: Analysed | undefined,
  earlier: Analysed | undefined,
  passedMs: number,
): Track['bbox'] | null {
  const most = slack * Math.min(track.bbox[2], track.bbox[3]);
  const speed = speedOf(track.id, before, last);
  if (!speed) return null;
  const speedBefore = before && speedOf(track.id, earlier, before);
  // Twice the same speed: it moves on with it, as far off as the two differ.
  if (speedBefore && largest(minus(speed, speedBefore)) * passedMs <= most) return moved(track.bbox, speed, passedMs);
  return largest(speed) * passedMs <= most ? track.bbox : null;
}

function speedOf(id: number, from: Analysed | undefined, to: Analysed): Edges | null {
  const [was, is] = [from, to].map((observation) => observation?.tracks.find((track) => track.id === id));
  if (!from || !was || !is || to.mediaMs - from.mediaMs > widestGapMs) return null;
  const passedMs = Math.max(1, to.mediaMs - from.mediaMs);
  const [left, top, right, bottom] = minus(edgesOf(is), edgesOf(was));
  return [left / passedMs, top / passedMs, right / passedMs, bottom / passedMs];
}

function moved([x, y, w, h]: Track['bbox'], [left, top, right, bottom]: Edges, passedMs: number): Track['bbox'] {
  return [x + left * passedMs, y + top * passedMs, Math.max(1, w + (right - left) * passedMs), Math.max(1, h + (bottom - top) * passedMs)];
}

const edgesOf = ({ bbox: [x, y, w, h] }: Track): Edges => [x, y, x + w, y + h];
const minus = (a: Edges, b: Edges): Edges => [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
const largest = (edges: Edges) => Math.max(...edges.map(Math.abs));
