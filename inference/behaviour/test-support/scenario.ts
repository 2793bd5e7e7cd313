import type { IncidentCandidate } from '../../../shared/inference/protocol.ts';
import { Tracker } from '../../tracking/tracker.ts';
import { AccidentRecogniser } from '../recogniser.ts';
import type { RawDetection } from '../recogniser-port.ts';
import { seededRandom } from './random.ts';
import { type Body, pictureSize, type StreetCamera } from './street-camera.ts';
import { type DetectorFaults, detectBodies } from './street-detector.ts';

/** Where a road user is at a time; in between it moves evenly. Seconds, metres, radians. */
export type Keyframe = readonly [atS: number, x: number, y: number, heading: number];

/** One road user of a scenario: what it is and where it goes. */
export interface Actor {
  readonly kind: 'car' | 'truck' | 'person';
  readonly keys: readonly Keyframe[];
  /** Not there before and after. */
  readonly fromS?: number;
  readonly untilS?: number;
}

export interface Scenario {
  readonly actors: readonly Actor[];
  readonly seconds: number;
  readonly fps?: number;
  readonly camera?: StreetCamera;
  readonly faults?: DetectorFaults;
  readonly seed?: number;
  /** Changes what the detector reports: adds the model's classes, loses objects, shifts the picture. */
  readonly tamper?: (detections: RawDetection[], atS: number) => RawDetection[];
}

export interface RaisedAt {
  readonly atS: number;
  readonly incident: IncidentCandidate;
}

/** Beside the crossing, as high as a lamp post. */
export const postCamera: StreetCamera = { x: 4, y: -24, above: 8, yaw: Math.PI / 2 + 0.1, pitch: 0.32, zoom: 0.75 };

const shapes = {
  car: { length: 4.3, width: 1.8, height: 1.5 },
  truck: { length: 9, width: 2.5, height: 3.2 },
  person: { length: 0.5, width: 0.5, height: 1.75 },
} as const;
const startMs = 1_700_000_000_000;

/** Plays a scenario through a pretended detector, the station's tracker and the recogniser. */
export function play(scenario: Scenario): RaisedAt[] {
  const { actors, seconds, fps = 5, camera = postCamera, faults = { jitter: 0.02, missed: 0.03 }, seed = 1, tamper } = scenario;
  const random = seededRandom(seed);
  const tracker = new Tracker();
  const recogniser = new AccidentRecogniser();
  const raised: RaisedAt[] = [];
  for (let frame = 0; frame <= seconds * fps; frame += 1) {
    const atS = frame / fps;
    const capturedAtMs = Math.round(startMs + atS * 1000);
    const seen = detectBodies(
      actors.flatMap((actor) => bodyOf(actor, atS)),
      camera,
      faults,
      random,
    );
    const detections = (tamper?.(seen, atS) ?? seen).toSorted((a, b) => b.score - a.score);
    const things = detections.filter(({ label }) => label in shapes);
    tracker.update(
      things.map((detection) => ({ ...detection, sure: detection.score >= 0.35 })),
      capturedAtMs,
    );
    const incidents = recogniser.update({
      ...{ cameraId: 'test', capturedAtMs, ...pictureSize, motion: 0.1, mode: 'detected' },
      ...{ tracks: tracker.followed(), detections },
    });
    raised.push(...incidents.map((incident) => ({ atS, incident })));
  }
  return raised;
}

function bodyOf({ kind, keys, fromS = 0, untilS = Number.POSITIVE_INFINITY }: Actor, atS: number): Body[] {
  const [first] = keys;
  if (first === undefined || atS < fromS || atS > untilS) return [];
  const next = keys.findIndex(([keyS]) => keyS > atS);
  const to = keys[next] ?? keys.at(-1) ?? first;
  const from = next === 0 ? to : (keys[(next < 0 ? keys.length : next) - 1] ?? first);
  const share = to[0] === from[0] ? 0 : Math.min(1, Math.max(0, (atS - from[0]) / (to[0] - from[0])));
  const between = (at: 1 | 2 | 3) => from[at] + (to[at] - from[at]) * share;
  return [{ ...shapes[kind], label: kind, x: between(1), y: between(2), heading: between(3) }];
}

/** Keyframes of driving straight on at constant speed, metres and metres a second. */
export function cruise(x: number, y: number, heading: number, speed: number, seconds: number): Keyframe[] {
  return [
    [0, x, y, heading],
    [seconds, x + Math.cos(heading) * speed * seconds, y + Math.sin(heading) * speed * seconds, heading],
  ];
}

/** Keyframes of driving on, then braking evenly to a stop at `stopS`. */
export function brakeTo(x: number, y: number, heading: number, speed: number, brakeS: number, stopS: number): Keyframe[] {
  const keys: Keyframe[] = [[0, x, y, heading]];
  const deceleration = speed / (stopS - brakeS);
  for (let s = brakeS; s <= stopS + 0.001; s += 0.1) {
    const way = speed * brakeS + speed * (s - brakeS) - (deceleration * (s - brakeS) ** 2) / 2;
    keys.push([s, x + Math.cos(heading) * way, y + Math.sin(heading) * way, heading]);
  }
  return keys;
}
