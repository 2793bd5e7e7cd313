import { expect, test, vi } from 'vitest';
import { sampleObservation, sampleTrack } from '../../../testing/samples.ts';
import type { VideoPicture } from './video-decoding.ts';
import { VideoPlayer } from './video-player.ts';

const header = (seq: number) => ({
  ...{ kind: 'packet' as const, cameraId: 'cam1', seq, isKey: seq % 25 === 1 },
  ...{ capturedAtMs: 1_000_000 + seq * 40, mediaMs: seq * 40 },
});

function setup() {
  let nowMs = 0;
  let refresh: (() => void) | null = null;
  let open = 0;
  const shown: { readonly seq: number; readonly x: number | null }[] = [];
  const pictures = new Map<VideoPicture, number>();
  const closed = vi.fn();
  const player = new VideoPlayer({
    present: ({ bitmap, seen }, drawn) => {
      shown.push({ seq: pictures.get(bitmap) ?? 0, x: seen?.tracks[0] ? Math.round(seen.tracks[0].bbox[0]) : null });
      drawn();
    },
    onDrawn: () => undefined,
    now: () => nowMs,
    onRefresh: (run) => {
      refresh = run;
      return () => {
        refresh = null;
      };
    },
  });
  const picture = (seq: number) => {
    open += 1;
    const made: VideoPicture = {
      ...{ image: {} as CanvasImageSource, width: 640, height: 360 },
      close: () => {
        open -= 1;
        closed(seq);
      },
    };
    pictures.set(made, seq);
    player.onPicture(made, header(seq));
  };
  const observation = (seq: number) =>
    player.onObservation(
      sampleObservation({ seq, capturedAtMs: 5 + seq * 40, mediaMs: seq * 40, tracks: [sampleTrack({ bbox: [seq * 20, 0, 100, 50] })] }),
    );
  const at = (ms: number, act: () => void = () => undefined) => {
    nowMs = ms;
    act();
    refresh?.();
  };
  return { player, shown, picture, observation, at, closed, opened: () => open, isRunning: () => refresh !== null };
}

test('every picture is shown with boxes at its own place while observations are quick', () => {
  const { shown, picture, observation, at } = setup();
  for (let seq = 0; seq < 100; seq += 1) {
    at(seq * 40, () => picture(seq));
    // Every other picture is analysed; what was seen on it comes 60 ms later.
    if (seq % 2 === 1) at(seq * 40 + 20, () => observation(seq - 1));
  }
  const settled = shown.filter(({ seq }) => seq > 40);
  expect(settled.length).toBeGreaterThan(40);
  for (const { seq, x } of settled) expect(x, `picture ${seq}`).toBe(seq * 20);
});

test('a box is never drawn where it does not belong, also when observations are late', () => {
  const { shown, picture, observation, at } = setup();
  for (let seq = 0; seq < 200; seq += 1) {
    at(seq * 40, () => picture(seq));
    if (seq % 10 === 9) at(seq * 40 + 20, () => observation(seq - 9));
  }
  for (const { seq, x } of shown) expect([null, seq * 20]).toContain(x);
  // Nothing is held back for what comes too late.
  expect(shown.at(-1)?.seq).toBe(199);
});

test('boxes that come while their picture is still on the screen are drawn on it', () => {
  const { shown, picture, observation, at } = setup();
  at(0, () => picture(1));
  at(100, () => observation(1));
  expect(shown).toEqual([
    { seq: 1, x: null },
    { seq: 1, x: 20 },
  ]);
});

test('pictures that were left out do not make boxes sit on the neighbours of theirs', () => {
  const { shown, picture, observation, at } = setup();
  for (let seq = 0; seq < 300; seq += 1) {
    // Of every second, half is missing.
    if (seq % 25 < 12) at(seq * 40, () => picture(seq));
    if (seq % 3 === 1) at(seq * 40 + 20, () => observation(seq - 1));
  }
  for (const { seq, x } of shown) expect([null, seq * 20]).toContain(x);
});

test('pictures that are never shown are given back to the decoder', () => {
  const { player, picture, observation, at, closed, opened, isRunning } = setup();
  for (let seq = 0; seq < 30; seq += 1) picture(seq);
  expect(closed).toHaveBeenCalledTimes(20);
  at(1300);
  // All but the one on the screen, which the painter owns.
  expect(opened()).toBe(1);
  observation(3);
  picture(31);
  player.onTrack();
  expect(opened()).toBe(1);
  player.close();
  expect(isRunning()).toBe(false);
});
