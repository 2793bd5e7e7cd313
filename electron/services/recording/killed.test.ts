import { expect, test } from 'vitest';
import { killedLives } from '../../../bench/killed-lives.ts';

/** `node bench/recording-kills.ts 20` does the same 20 times. */
test('of a recorder that is killed outright everything before the last 2 s plays, and every gap has its cause', async () => {
  const found = await killedLives(3, 1_500, 4_000);
  expect(found.complaints).toEqual([]);
  expect(Math.max(...found.lostMs)).toBeLessThan(2_000);
  expect(found.worstHoleMs).toBeLessThan(150);
  expect(found.worstStepMs).toBeLessThan(1_000);
  expect(found.frames).toBeGreaterThan(30);
  expect(new Set(found.causes)).toEqual(new Set(['station_stopped']));
  expect(found.quarantined).toBe(0);
});
