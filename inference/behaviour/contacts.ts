import { centreOf, gapBetween } from './box-geometry.ts';
import { limits } from './limits.ts';
import type { TrackMemory } from './track-memory.ts';

/** Two vehicles whose boxes met while they were coming together. */
export interface Contact {
  readonly a: TrackMemory;
  readonly b: TrackMemory;
  /** Heights of the smaller one a second. */
  readonly closing: number;
}

/** Finds vehicles that come together, over the frames of one camera. */
export class ContactFinder {
  /** Pair → fastest approach lately and when. */
  #approaches = new Map<string, { closing: number; atMs: number }>();

  /** @param vehicles detected on this frame @param stepMs time since the frame before */
  find(vehicles: readonly TrackMemory[], nowMs: number, stepMs: number): Contact[] {
    for (const [pair, { atMs }] of this.#approaches) if (nowMs - atMs > limits.fitMs) this.#approaches.delete(pair);
    const contacts: Contact[] = [];
    vehicles.forEach((a, index) => {
      for (const b of vehicles.slice(index + 1)) {
        const closing = this.#judge(a, b, nowMs, stepMs);
        if (closing !== null) contacts.push({ a, b, closing });
      }
    });
    return contacts;
  }

  #judge(a: TrackMemory, b: TrackMemory, nowMs: number, stepMs: number): number | null {
    const height = Math.min(a.bbox[3], b.bbox[3]);
    const gap = gapBetween(a.bbox, b.bbox) / height;
    if (gap > 3 || Math.max(a.bbox[3], b.bbox[3]) > height * limits.contactScale) return null;
    const closing = closingSpeed(a, b, nowMs) / height;
    const pair = `${a.id}:${b.id}`;
    const before = this.#approaches.get(pair);
    if (closing >= limits.closingFrom && (before === undefined || closing >= before.closing))
      this.#approaches.set(pair, { closing, atMs: nowMs });
    const fastest = this.#approaches.get(pair)?.closing;
    if (fastest === undefined || depthBetween(a, b) > limits.contactDepth) return null;
    return gap <= limits.contactGap + (Math.max(0, closing) * stepMs) / 1000 ? fastest : null;
  }
}

/** Pixels a second at which the centres come together; negative when they part. */
function closingSpeed(a: TrackMemory, b: TrackMemory, nowMs: number): number {
  const of = (track: TrackMemory) => track.motion(nowMs)?.centreVelocity ?? [0, 0];
  const [ax, ay] = centreOf(a.bbox);
  const [bx, by] = centreOf(b.bbox);
  const [dx, dy] = [bx - ax, by - ay];
  const distance = Math.hypot(dx, dy);
  if (distance === 0) return 0;
  const [va, vb] = [of(a), of(b)];
  return ((va[0] - vb[0]) * dx + (va[1] - vb[1]) * dy) / distance;
}

function depthBetween(a: TrackMemory, b: TrackMemory): number {
  return Math.abs(a.bbox[1] + a.bbox[3] - b.bbox[1] - b.bbox[3]) / Math.max(a.bbox[3], b.bbox[3]);
}
