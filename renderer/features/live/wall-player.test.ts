import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sampleObservation } from '../../testing/samples.ts';
import type { PlayerOptions } from './player.ts';
import { pairingWaitMs, WallPlayer } from './wall-player.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const header = (seq: number) => ({ cameraId: 'cam1', seq, capturedAtMs: seq * 100 });
const jpeg = new Uint8Array([1]);

function setup(decode: PlayerOptions['decode'] = async () => bitmap()) {
  const painted: { seq: number; tracks: number | null }[] = [];
  const presented: Parameters<PlayerOptions['present']>[0][] = [];
  let seen: number | null = null;
  const player = new WallPlayer({
    decode,
    present: (painting, drawn) => {
      presented.push(painting);
      seen = painting.seen?.tracks.length ?? null;
      drawn();
    },
    onDrawn: ({ seq }) => painted.push({ seq, tracks: seen }),
  });
  return { player, painted, presented };
}

const bitmap = () => ({ width: 640, height: 360, close: vi.fn() }) as unknown as ImageBitmap;

test('a frame is painted with the boxes of the very same frame, and only then asks for the next', async () => {
  const { player, painted } = setup();
  const done = vi.fn();
  player.onFrame(header(3), jpeg, done);
  player.onObservation(sampleObservation({ seq: 2 }));
  await vi.advanceTimersByTimeAsync(100);
  expect(done).not.toHaveBeenCalled();
  player.onObservation(sampleObservation({ seq: 3 }));
  await vi.advanceTimersByTimeAsync(0);
  expect(painted).toEqual([{ seq: 3, tracks: 1 }]);
  expect(done).toHaveBeenCalledOnce();
});

test('when the boxes do not come in time the frame is painted without any', async () => {
  const { player, painted } = setup();
  player.onFrame(header(3), jpeg, vi.fn());
  await vi.advanceTimersByTimeAsync(pairingWaitMs);
  expect(painted).toEqual([{ seq: 3, tracks: null }]);
});

test('boxes that come late are drawn on the picture they belong to, if it is still there', async () => {
  const { player, presented } = setup();
  player.onFrame(header(3), jpeg, vi.fn());
  await vi.advanceTimersByTimeAsync(pairingWaitMs);
  player.onObservation(sampleObservation({ seq: 3 }));
  expect(presented.map(({ seen }) => seen?.tracks.length ?? null)).toEqual([null, 1]);
  expect(presented[1]?.bitmap).toBe(presented[0]?.bitmap);
});

test('boxes that come after the next picture are not drawn', async () => {
  const { player, presented } = setup();
  player.onFrame(header(3), jpeg, vi.fn());
  await vi.advanceTimersByTimeAsync(pairingWaitMs);
  player.onFrame(header(4), jpeg, vi.fn());
  await vi.advanceTimersByTimeAsync(pairingWaitMs);
  player.onObservation(sampleObservation({ seq: 3 }));
  expect(presented).toHaveLength(2);
});

test('a camera that is not analysed does not wait', async () => {
  const { player, painted } = setup();
  player.setAnalysed(false);
  player.onFrame(header(3), jpeg, vi.fn());
  await vi.advanceTimersByTimeAsync(0);
  expect(painted).toHaveLength(1);
});

test('a broken picture is skipped and the next one asked for', async () => {
  const { player, painted } = setup(() => Promise.reject(new Error('no JPEG')));
  const done = vi.fn();
  player.setAnalysed(false);
  player.onFrame(header(3), jpeg, done);
  await vi.advanceTimersByTimeAsync(0);
  expect(painted).toEqual([]);
  expect(done).toHaveBeenCalledOnce();
});

test('closing frees the picture that was waiting and lets the station go on', async () => {
  const waiting = bitmap();
  const { player, painted } = setup(async () => waiting);
  const done = vi.fn();
  player.onFrame(header(3), jpeg, done);
  player.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(painted).toEqual([]);
  expect(waiting.close).toHaveBeenCalledOnce();
  expect(done).toHaveBeenCalledOnce();
});
