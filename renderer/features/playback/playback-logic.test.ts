import { expect, test } from 'vitest';
import { gapCauses, type TimelineIncident } from '../../../shared/schemas/recording.ts';
import { atTime, clustered, incidentBeside, nextVideo } from './at-time.ts';
import { gapStyles } from './gap-style.ts';
import { correctionOf, PlayClock } from './play-clock.ts';
import { playbackKey } from './playback-keys.ts';
import { withEnd } from './stretch-selection.ts';
import { thinned, thinOut } from './thin-out.ts';

const camera = {
  spans: [
    { fromMs: 100, toMs: 200 },
    { fromMs: 300, toMs: 400 },
  ],
  gaps: [{ fromMs: 200, toMs: 300, cause: 'disk_full' as const }],
};
const incident = (id: string, atMs: number): TimelineIncident => ({
  id,
  atMs,
  cameraId: 'c',
  cameraName: 'Gate',
  kind: 'accident',
  status: 'new',
});

test('each time is video, a gap with its cause, or was not read', () => {
  expect(atTime(camera, 150)).toEqual({ kind: 'video' });
  expect(atTime(camera, 200)).toEqual({ kind: 'gap', cause: 'disk_full', toMs: 300 });
  expect(atTime(camera, 500)).toEqual({ kind: 'unknown' });
  expect(atTime(undefined, 150)).toEqual({ kind: 'unknown' });
});

test('over a gap of all cameras it goes on where the first has video again', () => {
  const other = { spans: [{ fromMs: 250, toMs: 260 }] };
  expect(nextVideo([camera], 210)).toBe(300);
  expect(nextVideo([camera, other], 210)).toBe(250);
  expect(nextVideo([camera, other], 255)).toBeNull();
  expect(nextVideo([camera], 400)).toBeNull();
});

test('from an incident one comes to the next and to the one before, and not to the same again', () => {
  const incidents = [incident('a', 10_000), incident('b', 60_000), incident('c', 120_000)];
  expect(incidentBeside(incidents, 55_000, 1)?.id).toBe('c');
  expect(incidentBeside(incidents, 55_000, -1)?.id).toBe('a');
  expect(incidentBeside(incidents, 58_000, -1)?.id).toBe('b');
  expect(incidentBeside(incidents, 5_000, -1)).toBeNull();
});

test('marks on each other are one that counts them', () => {
  const marks = [0, 5, 12, 30].map((x) => ({ x, incident: incident(String(x), x) }));
  expect(clustered(marks, 10).map(({ x, incidents }) => [x, incidents.length])).toEqual([
    [0, 2],
    [12, 1],
    [30, 1],
  ]);
});

test('the clock runs at its speed, waits while it is held, and does not jump when the speed changes', () => {
  let now = 0;
  const clock = new PlayClock(1_000, () => now);
  now = 500;
  expect(clock.positionMs).toBe(1_000);
  clock.play(true);
  now = 600;
  expect(clock.positionMs).toBe(1_100);
  clock.setSpeed(16);
  now = 700;
  expect(clock.positionMs).toBe(2_700);
  clock.hold(true);
  now = 5_000;
  expect(clock.positionMs).toBe(2_700);
  clock.hold(false);
  clock.setSpeed(0.25);
  now = 5_400;
  expect(clock.positionMs).toBe(2_800);
});

test('a picture a little late catches up, one far off jumps, and no rate is beyond what browsers take', () => {
  expect(correctionOf(10, 1)).toEqual({ jump: false, rate: 1 });
  expect(correctionOf(200, 1).rate).toBeCloseTo(1.15);
  expect(correctionOf(-100, 1).rate).toBeCloseTo(0.9);
  expect(correctionOf(2_000, 1).jump).toBe(true);
  expect(correctionOf(2_000, 8).jump).toBe(false);
  expect(correctionOf(3_000, 16).rate).toBe(16);
});

test('every picture is played as long as a browser can, above that key frames, some fifteen a second', () => {
  expect([thinOut(1, 9, 40), thinOut(0.25, 9, 40), thinOut(2, 9, 40), thinOut(16, 1, 40)]).toEqual([0, 0, 0, 0]);
  expect(thinOut(16, 9, 40)).toBe(1_067);
  expect(thinOut(4, 9, 40)).toBe(267);
  expect([thinned(1), thinned(4)]).toEqual([0, 267]);
});

test('every cause of a gap looks different from every other, without colours too where it is a fault', () => {
  const looks = gapCauses.map((cause) => Object.values(gapStyles[cause]).join());
  expect(new Set(looks).size).toBe(gapCauses.length);
  const faults = gapCauses.filter((cause) => !['outside_schedule', 'no_event', 'recording_off'].includes(cause));
  expect(new Set(faults.map((cause) => `${gapStyles[cause].lines} ${gapStyles[cause].apart}`)).size).toBe(faults.length);
});

test('keys go by their place, with other keys held they are left alone', () => {
  const press = (key: string, code: string, over = {}) =>
    playbackKey({ key, code, ctrlKey: false, altKey: false, metaKey: false, ...over });
  expect([press(' ', 'Space'), press('б', 'Comma'), press('ю', 'Period'), press('ъ', 'BracketRight')]).toEqual([
    'toggle',
    'stepBack',
    'stepForward',
    'nextIncident',
  ]);
  expect([press('о', 'KeyJ'), press('k', 'KeyK'), press('д', 'KeyL')]).toEqual(['farBack', 'toggle', 'farForward']);
  expect(press('ArrowLeft', 'ArrowLeft', { ctrlKey: true })).toBeNull();
  expect(press('x', 'KeyX')).toBeNull();
});

test('a stretch is marked end by end, in any order, and is never empty or turned around', () => {
  expect(withEnd(null, 'from', 100_000)).toEqual({ fromMs: 100_000, toMs: 130_000 });
  expect(withEnd(null, 'to', 100_000)).toEqual({ fromMs: 70_000, toMs: 100_000 });
  expect(withEnd(null, 'to', 400)).toEqual({ fromMs: 0, toMs: 1_000 });
  const chosen = { fromMs: 100_000, toMs: 130_000 };
  expect(withEnd(chosen, 'to', 110_000)).toEqual({ fromMs: 100_000, toMs: 110_000 });
  expect(withEnd(chosen, 'from', 140_000)).toEqual({ fromMs: 140_000, toMs: 170_000 });
  expect(withEnd(chosen, 'to', 90_000)).toEqual({ fromMs: 60_000, toMs: 90_000 });
});
