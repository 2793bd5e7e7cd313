import { expect, test, vi } from 'vitest';
import { sampleObservation, sampleTrack } from '../../testing/samples.ts';
import { LargePlayer } from './large-player.ts';

const header = (seq: number, capturedAtMs: number) => ({ cameraId: 'cam1', seq, capturedAtMs });
const jpeg = new Uint8Array([1]);

function setup() {
  let nowMs = 0;
  let refresh: () => void = () => undefined;
  const painted: { seq: number; x: number | null }[] = [];
  let x: number | null = null;
  const player = new LargePlayer({
    decode: async () => ({ width: 640, height: 360, close: vi.fn() }) as unknown as ImageBitmap,
    present: ({ seen }, drawn) => {
      x = seen?.tracks[0]?.bbox[0] ?? null;
      drawn();
    },
    onDrawn: ({ seq }) => painted.push({ seq, x }),
    now: () => nowMs,
    onRefresh: (run) => {
      refresh = run;
      return () => {
        refresh = () => undefined;
      };
    },
  });
  const flush = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    player,
    painted,
    at: async (ms: number, act: () => void) => {
      nowMs = ms;
      act();
      await flush();
      refresh();
    },
  };
}

const seenAt = (seq: number, capturedAtMs: number, x: number) =>
  sampleObservation({ seq, capturedAtMs, tracks: [sampleTrack({ bbox: [x, 0, 10, 10] })] });

test('frames between two analysed ones get boxes in between, never those of the last observation', async () => {
  const { player, painted, at } = setup();
  for (let seq = 0; seq <= 30; seq += 1) {
    const ms = seq * 40;
    await at(ms, () => player.onFrame(header(seq, ms), jpeg, vi.fn()));
    // Every fifth frame is analysed; what was seen on it is known 60 ms later.
    const analysed = seq % 5 === 2 ? seq - 2 : null;
    if (analysed !== null) await at(ms + 1, () => player.onObservation(seenAt(analysed, analysed * 40, analysed * 10)));
  }
  const settled = painted.filter(({ seq }) => seq >= 11);
  expect(settled.length).toBeGreaterThan(5);
  for (const { seq, x } of settled) expect(x, `frame ${seq}`).toBeCloseTo(seq * 10);
});

test('without analysis every frame is shown at once, without boxes', async () => {
  const { player, painted, at } = setup();
  player.setAnalysed(false);
  for (let seq = 0; seq < 3; seq += 1) await at(seq * 40, () => player.onFrame(header(seq, seq * 40), jpeg, vi.fn()));
  expect(painted).toEqual([
    { seq: 0, x: null },
    { seq: 1, x: null },
    { seq: 2, x: null },
  ]);
});

test('the next frame may come while this one waits for its time; a full buffer holds the station back', async () => {
  const { player, at } = setup();
  const done = vi.fn();
  // Observations of a frame a second, so that pictures have to wait for more than a second.
  await at(0, () => player.onFrame(header(0, 0), jpeg, vi.fn()));
  await at(0, () => player.onObservation(seenAt(0, 0, 0)));
  await at(1_100, () => player.onObservation(seenAt(1, 1_000, 0)));
  for (let n = 1; n <= 40; n += 1) {
    await at(1_100 + n, () => player.onFrame(header(n + 1, 1_100 + n), jpeg, done));
    if (n === 4) expect(done).toHaveBeenCalledTimes(4);
  }
  expect(done.mock.calls.length).toBeLessThan(40);
  player.close();
  expect(done).toHaveBeenCalledTimes(40);
});
