import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastAccidentFps } from '../../shared/domain/frame-credit.ts';
import { AccidentRecogniser } from './recogniser.ts';
import type { FollowedObject, RawDetection, RecognitionFrame } from './recogniser-port.ts';
import { type Actor, cruise, type Keyframe, play } from './test-support/scenario.ts';

const east = 0;
const north = Math.PI / 2;
const car = (keys: readonly Keyframe[]): Actor => ({ kind: 'car', keys });
const broadside = [
  car([
    [0, -32, 0, east],
    [3, -2.6, 0, east],
    [3.3, -0.8, 0.7, 0.4],
    [3.9, 0.4, 1.6, 0.9],
    [60, 0.4, 1.6, 0.9],
  ]),
  car([
    [0, 0.5, -27, north],
    [3, 0.5, -0.2, north],
    [3.3, 1.6, 1, 1.3],
    [3.9, 2.8, 2, 0.8],
    [60, 2.8, 2, 0.8],
  ]),
];

describe('one event', () => {
  test('with a second impact is one incident', () => {
    const third = car([
      [0, -90, 0.3, east],
      [5.6, -4, 0.6, east],
      [6, -2.6, 0.9, 0.1],
      [6.5, -2.2, 1, 0.2],
      [60, -2.2, 1, 0.2],
    ]);
    expect(play({ actors: [...broadside, third], seconds: 30 })).toHaveLength(1);
  });

  test('whose wrecks stand for a minute while traffic passes them is one incident', () => {
    const passing = [8, 15, 22, 30, 41].map(
      (fromS): Actor => ({
        ...car([
          [fromS, -50, -6, east],
          [fromS + 10, 50, -6, east],
        ]),
        fromS,
        untilS: fromS + 10,
      }),
    );
    expect(play({ actors: [...broadside, ...passing], seconds: 60 })).toHaveLength(1);
  });

  test('is found when the detector loses both vehicles at the impact and the tracker numbers them anew', () => {
    const lost = (seen: RawDetection[], atS: number) => (atS > 3.1 && atS < 3.5 ? [] : seen);
    expect(play({ actors: broadside, seconds: 20, fps: 8, tamper: lost })).toHaveLength(1);
  });

  test('is found at the least rate that the camera form accepts without a warning, and not at a lower one', () => {
    const calm = { actors: broadside, seconds: 20, faults: { jitter: 0, missed: 0 } };
    expect(play({ ...calm, fps: leastAccidentFps })).toHaveLength(1);
    expect(play({ ...calm, fps: leastAccidentFps - 1 })).toHaveLength(0);
  });

  test('says what it rests on, and its weights add up to the confidence', () => {
    const [raised] = play({ actors: broadside, seconds: 20 });
    const names = raised?.incident.evidence.map(({ name }) => name);
    expect(names).toContain('contact');
    expect(new Set(names).size).toBeGreaterThan(1);
    const doubt = raised?.incident.evidence.reduce((product, { weight }) => product * (1 - weight), 1) ?? 1;
    expect(raised?.incident.confidence).toBeCloseTo(1 - doubt);
    expect(raised?.incident.boxes).toHaveLength(2);
  });
});

describe('nothing is raised', () => {
  test('by boxes that stand and jitter, whatever their number, place and overlap', () => {
    const box = fc.record({
      x: fc.integer({ min: 0, max: 560 }),
      y: fc.integer({ min: 0, max: 300 }),
      w: fc.integer({ min: 20, max: 160 }),
      h: fc.integer({ min: 20, max: 120 }),
      hidden: fc.double({ min: 0, max: 0.5, noNaN: true }),
    });
    const jitter = fc.infiniteStream(fc.double({ min: -0.06, max: 0.06, noNaN: true }));
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 8 }), jitter, fc.constantFrom(4, 5, 8, 10), (boxes, noise, fps) => {
        const recogniser = new AccidentRecogniser();
        const next = () => noise.next().value ?? 0;
        const raised = Array.from({ length: 8 * fps }, (_, at) => {
          const tracks = boxes.map(({ x, y, w, h, hidden }, index) =>
            standing(index + 1, [x + next() * h, y + next() * h, w * (1 + next()), h * (1 + next())], Math.abs(next()) / 0.06 >= hidden),
          );
          return recogniser.update(frameAt(at / fps, tracks));
        });
        return raised.flat().length === 0;
      }),
      { numRuns: 60 },
    );
  });

  test('by a bumped camera: everything jumps at once', () => {
    const actors = [car(cruise(-30, 0, east, 8, 10)), ...[-8, -4, 0, 4].map((x) => car([[0, x, 6, north]]))];
    const bump = (seen: RawDetection[], atS: number) =>
      seen.map((one) => ({
        ...one,
        bbox: [one.bbox[0] + (atS > 3 ? 70 : 0), one.bbox[1] + (atS > 3 ? 40 : 0), one.bbox[2], one.bbox[3]] as const,
      }));
    expect(play({ actors, seconds: 12, tamper: (seen, atS) => bump(seen, atS).map((one) => ({ ...one, bbox: [...one.bbox] })) })).toEqual(
      [],
    );
  });

  test('by pictures that change as a whole from one to the next, as in a time-lapse', () => {
    const recogniser = new AccidentRecogniser();
    const raised = Array.from({ length: 100 }, (_, at) => {
      const tracks = [1, 2, 3].map((id) => standing(id, [100 + ((at * 37 * id) % 300), 150, 120, 80], true));
      return recogniser.update({ ...frameAt(at / 5, tracks), motion: 0.8 });
    });
    expect(raised.flat()).toEqual([]);
  });

  test('by boxes the detector is not sure of: they may lie around two cars or half of one', () => {
    const crash = (sureNow: boolean) => {
      const recogniser = new AccidentRecogniser();
      return Array.from({ length: 60 }, (_, at) => {
        const left = Math.min(at / 10, 2.5) * 120;
        const tracks = [standing(1, [left, 150, 80, 50], true), standing(2, [680 - left, 152, 80, 50], true)];
        return recogniser.update(
          frameAt(
            at / 10,
            tracks.map((track) => ({ ...track, sureNow })),
          ),
        );
      }).flat();
    };
    expect(crash(true)).toHaveLength(1);
    expect(crash(false)).toEqual([]);
  });

  test("by the model's word alone about parked cars", () => {
    const parked = [-4, -1.5, 1].map((x) => car([[0, x, 5, north]]));
    const says = (seen: RawDetection[]) => [...seen, { label: 'accident', score: 0.9, bbox: seen[0]?.bbox ?? [0, 0, 9, 9] } as const];
    expect(play({ actors: parked, seconds: 20, tamper: (seen) => says(seen) })).toEqual([]);
  });

  test('by fire or smoke on single frames, or there from the first picture on', () => {
    const flash = eventFrames('fire', (atS) => atS > 6 && Math.round(atS * 5) % 8 === 0);
    const always = eventFrames('smoke', () => true);
    expect([...flash, ...always]).toEqual([]);
  });
});

describe("the model's classes", () => {
  test.each([
    ['fire', 'fire'],
    ['Smoke', 'smoke'],
  ] as const)('%s that stays is one incident of kind %s, while it lasts', (label, kind) => {
    const raised = eventFrames(label, (atS) => atS >= 10);
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({ kind, evidence: [{ name: 'model_class' }] });
  });

  test('add to an accident', () => {
    const says = (seen: RawDetection[], atS: number) =>
      atS > 3 && seen[0] ? [...seen, { label: 'accident', score: 0.8, bbox: seen[0].bbox }] : seen;
    const [raised] = play({ actors: broadside, seconds: 20, tamper: says });
    expect(raised?.incident.kind).toBe('accident');
  });
});

function eventFrames(label: string, there: (atS: number) => boolean) {
  const recogniser = new AccidentRecogniser();
  return Array.from({ length: 30 * 5 }, (_, at) => {
    const detections: RawDetection[] = there(at / 5) ? [{ label, score: 0.8, bbox: [200, 100, 80 + (at % 7), 60] }] : [];
    return recogniser.update({ ...frameAt(at / 5, []), detections });
  }).flat();
}

function standing(id: number, bbox: [number, number, number, number], detectedNow: boolean): FollowedObject {
  return {
    id,
    label: 'car',
    score: 0.8,
    bbox,
    velocity: [0, 0],
    ageMs: 1000,
    state: 'stationary',
    detectedNow,
    sureNow: detectedNow,
    kind: 'vehicle',
  };
}

function frameAt(atS: number, tracks: readonly FollowedObject[]): RecognitionFrame {
  const capturedAtMs = Math.round(1_700_000_000_000 + atS * 1000);
  return { cameraId: 'test', capturedAtMs, width: 640, height: 360, tracks, detections: [], motion: 0.05, mode: 'detected' };
}
