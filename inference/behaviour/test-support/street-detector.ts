import { intersectionArea } from '../../../shared/domain/boxes.ts';
import type { Box } from '../../../shared/schemas/primitives.ts';
import type { RawDetection } from '../recogniser-port.ts';
import { type Body, pictureSize, project, type Projection, type StreetCamera } from './street-camera.ts';

/** How far from perfect the pretended detector is. */
export interface DetectorFaults {
  /** Standard deviation of each edge, in box heights. */
  readonly jitter: number;
  /** Chance to miss an object on a frame. */
  readonly missed: number;
}

/** What a detector would report of the bodies: hidden ones are missing, half hidden ones are cut, all of it noisy. */
export function detectBodies(bodies: readonly Body[], camera: StreetCamera, faults: DetectorFaults, random: () => number): RawDetection[] {
  const seen = bodies.map((body) => project(camera, body)).filter((one) => one !== null);
  return seen.flatMap((one) => {
    const inFront = seen.filter((other) => other !== one && other.depth < one.depth - 0.5);
    const visible = visiblePart(one, inFront);
    if (visible === null || random() < faults.missed) return [];
    return [{ label: one.label, score: 0.4 + 0.5 * random(), bbox: jittered(visible, faults.jitter, random) }];
  });
}

/** Cuts away what nearer objects hide over a whole side; null when little is left. */
function visiblePart({ bbox }: Projection, inFront: readonly Projection[]): Box | null {
  let [left, top, right, bottom] = [bbox[0], bbox[1], bbox[0] + bbox[2], bbox[1] + bbox[3]];
  for (const { bbox: cover } of inFront) {
    const [coverLeft, coverTop, coverRight, coverBottom] = [cover[0], cover[1], cover[0] + cover[2], cover[1] + cover[3]];
    if (coverTop <= top + 0.25 * (bottom - top) && coverBottom >= bottom - 0.1 * (bottom - top)) {
      if (coverLeft <= left && coverRight > left) left = Math.min(right, coverRight);
      else if (coverRight >= right && coverLeft < right) right = Math.max(left, coverLeft);
    }
    if (coverLeft <= left && coverRight >= right && coverBottom >= bottom && coverTop < bottom) bottom = Math.max(top, coverTop);
  }
  const rest: Box = [left, top, Math.max(0, right - left), Math.max(0, bottom - top)];
  const hidden = inFront.reduce((sum, { bbox: cover }) => sum + intersectionArea(rest, cover), 0);
  return rest[2] * rest[3] - hidden < 0.35 * bbox[2] * bbox[3] ? null : rest;
}

function jittered([x, y, w, h]: Box, jitter: number, random: () => number): Box {
  const noise = () => jitter * h * gauss(random);
  const left = clamp(x + noise(), pictureSize.width);
  const top = clamp(y + noise(), pictureSize.height);
  const right = clamp(x + w + noise(), pictureSize.width);
  const bottom = clamp(y + h + noise(), pictureSize.height);
  return [left, top, Math.max(4, right - left), Math.max(4, bottom - top)];
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
