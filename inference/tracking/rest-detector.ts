import type { Box } from '../../shared/schemas/primitives.ts';

/** How long an object must stay to count as standing. */
const restMs = 3000;
/** Share of its size it may stray, by jitter of the boxes, and still be where it was. */
const strayShare = 0.15;
/** Share from which a standing object has left; more than `strayShare`, so that it does not flicker. */
const leaveShare = 0.3;
/** A single box far off is a slip of the detector. */
const leavesToMove = 2;

/** Tells whether an object stands, from how long its box stays near one place relative to its size. */
export class RestDetector {
  #anchor: { x: number; y: number; width: number; height: number };
  #sinceMs: number;
  #leaves = 0;
  #resting = false;

  constructor(box: Box, atMs: number) {
    this.#anchor = shape(box);
    this.#sinceMs = atMs;
  }

  get resting(): boolean {
    return this.#resting;
  }

  /** Takes the next smoothed box. */
  update(box: Box, atMs: number): void {
    const now = shape(box);
    const stray = strayOf(this.#anchor, now);
    if (stray <= (this.#resting ? leaveShare : strayShare)) {
      this.#leaves = 0;
      this.pass(atMs);
      if (this.#resting) this.#follow(now);
      return;
    }
    this.#leaves++;
    if (this.#resting && this.#leaves < leavesToMove) return;
    this.#anchor = now;
    this.#sinceMs = atMs;
    this.#resting = false;
    this.#leaves = 0;
  }

  /** Time went by and nothing moved. */
  pass(atMs: number): void {
    if (atMs - this.#sinceMs >= restMs) this.#resting = true;
  }

  /** Lets the place of a standing object settle, without letting a slow mover drag it along for ever. */
  #follow(now: { x: number; y: number; width: number; height: number }): void {
    this.#anchor.width += (now.width - this.#anchor.width) * 0.1;
    this.#anchor.height += (now.height - this.#anchor.height) * 0.1;
    this.#anchor.x += (now.x - this.#anchor.x) * 0.02;
    this.#anchor.y += (now.y - this.#anchor.y) * 0.02;
  }
}

function shape([x, y, width, height]: Box): { x: number; y: number; width: number; height: number } {
  return { x: x + width / 2, y: y + height / 2, width, height };
}

/** Distance of the centres, each axis relative to the side along it, at least a few pixels so that far objects may jitter. */
function strayOf(
  a: { x: number; y: number; width: number; height: number },
  b: { x: number; y: number; width: number; height: number },
): number {
  const width = Math.max(a.width, b.width, 12);
  const height = Math.max(a.height, b.height, 12);
  return Math.hypot((a.x - b.x) / width, (a.y - b.y) / height);
}
