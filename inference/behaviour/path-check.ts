import { centreOf } from './box-geometry.ts';
import type { Contact } from './contacts.ts';
import { limits } from './limits.ts';
import type { TrackMemory } from './track-memory.ts';

interface Course {
  readonly id: number;
  readonly from: readonly [number, number];
  /** Pixels a second. */
  readonly velocity: readonly [number, number];
  readonly height: number;
}

/**
 * Where two vehicles would be had they not met. Vehicles that merely pass each other arrive there, under whatever track; needs no
 * track to live through the contact.
 */
export class PathCheck {
  readonly #openedMs: number;
  readonly #courses: readonly Course[];
  #absences = 0;
  #least = Number.POSITIVE_INFINITY;

  constructor({ a, b }: Contact, nowMs: number) {
    this.#openedMs = nowMs;
    this.#courses = [a, b].flatMap((track) => courseOf(track, nowMs));
  }

  /**
   * @param vehicles detected on this frame
   * @returns heights by which the nearer one is off its course, once both are on consecutive frames; else 0
   */
  update(vehicles: readonly TrackMemory[], size: { readonly width: number; readonly height: number }, nowMs: number): number {
    const seconds = (nowMs - this.#openedMs) / 1000;
    if (this.#courses.length < 2 || seconds < limits.pathFromMs / 1000 || seconds > limits.pathUntilMs / 1000) return 0;
    const off = Math.min(...this.#courses.map((course) => offCourse(course, seconds, vehicles, size)));
    this.#absences = off >= limits.offPath ? this.#absences + 1 : 0;
    this.#least = this.#absences === 0 ? Number.POSITIVE_INFINITY : Math.min(this.#least, off);
    return this.#absences >= 2 ? this.#least : 0;
  }
}

function courseOf(track: TrackMemory, nowMs: number): Course[] {
  const motion = track.motion(nowMs);
  if (motion === null) return [];
  const height = track.bbox[3];
  const speed = Math.hypot(...motion.centreVelocity) / height;
  return speed < limits.pathSpeed ? [] : [{ id: track.id, from: centreOf(track.bbox), velocity: motion.centreVelocity, height }];
}

/** Heights from the expected place to the nearest vehicle; 0 when a vehicle covers the place, or it is out of sight. */
function offCourse(
  { from, velocity, height }: Course,
  seconds: number,
  vehicles: readonly TrackMemory[],
  size: { readonly width: number; readonly height: number },
): number {
  const x = from[0] + velocity[0] * seconds;
  const y = from[1] + velocity[1] * seconds;
  if (x < height || y < height || x > size.width - height || y > size.height - height) return 0;
  let nearest = Number.POSITIVE_INFINITY;
  let around = false;
  for (const { bbox } of vehicles) {
    if (x >= bbox[0] && y >= bbox[1] && x <= bbox[0] + bbox[2] && y <= bbox[1] + bbox[3]) return 0;
    const [otherX, otherY] = centreOf(bbox);
    nearest = Math.min(nearest, Math.hypot(otherX - x, otherY - y) / height);
    around ||= Math.hypot(otherX - from[0], otherY - from[1]) < limits.pathAround * height;
  }
  // With nothing left near the place the detector has lost them, which says nothing.
  return around ? nearest : 0;
}
