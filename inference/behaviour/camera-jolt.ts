import type { FollowedObject } from './recogniser-port.ts';

interface Shift {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const leastObjects = 3;
/** Sizes by which everything jumps at once, beyond where it was heading. */
const joltFrom = 0.25;

/** Notices that everything in the picture jumped the same way: the camera was pushed, not the vehicles. */
export class CameraJolt {
  #last = new Map<number, { readonly object: FollowedObject; readonly atMs: number }>();

  /** @returns true when this frame does not connect with the one before */
  update(objects: readonly FollowedObject[], nowMs: number): boolean {
    const seen = objects.filter(({ detectedNow }) => detectedNow);
    const shifts = seen.flatMap((object) => {
      const before = this.#last.get(object.id);
      return before === undefined ? [] : [shiftOf(before.object, object, (nowMs - before.atMs) / 1000)];
    });
    this.#last = new Map(seen.map((object) => [object.id, { object, atMs: nowMs }]));
    if (shifts.length < leastObjects) return false;
    const [x, y] = [median(shifts.map((one) => one.x)), median(shifts.map((one) => one.y))];
    const common = Math.hypot(x, y);
    if (common < joltFrom * median(shifts.map(({ size }) => size))) return false;
    return shifts.filter((one) => Math.hypot(one.x - x, one.y - y) < common / 2).length >= 0.75 * shifts.length;
  }
}

function shiftOf(before: FollowedObject, now: FollowedObject, seconds: number): Shift {
  const [x, y, w, h] = now.bbox;
  const [beforeX, beforeY, beforeW, beforeH] = before.bbox;
  return {
    x: x + w / 2 - beforeX - beforeW / 2 - before.velocity[0] * seconds,
    y: y + h / 2 - beforeY - beforeH / 2 - before.velocity[1] * seconds,
    size: h,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
