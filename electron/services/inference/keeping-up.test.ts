import { expect, test } from 'vitest';
import { KeepingUp } from './keeping-up.ts';

/** Pictures of a camera for so many seconds, every `missEvery`th of them not looked at; looks once a second. @returns when it changed. */
function watch(pace: KeepingUp, { fromS = 0, seconds = 20, fps = 10, missEvery = 0, camera = 'a' }): number[] {
  const changed: number[] = [];
  for (let index = 0; index < seconds * fps; index += 1) {
    const nowMs = fromS * 1000 + (index * 1000) / fps;
    pace.due(camera, missEvery > 0 && index % missEvery === 0, nowMs);
    if (index % fps === fps - 1 && pace.changes(nowMs).includes(camera)) changed.push(Math.floor(nowMs / 1000));
  }
  return changed;
}

test('a camera every second of whose pictures is missed is behind within seconds, and told of once', () => {
  const pace = new KeepingUp();
  expect(watch(pace, { missEvery: 2 })).toHaveLength(1);
  expect([pace.isBehind('a'), pace.isBehind('b'), pace.behind]).toEqual([true, false, 1]);
});

test('one picture in eight that is missed is nothing to speak of', () => {
  const pace = new KeepingUp();
  expect(watch(pace, { missEvery: 8 })).toEqual([]);
});

test('a camera that was behind is fine again only when hardly anything is missed', () => {
  const pace = new KeepingUp();
  watch(pace, { missEvery: 2 });
  expect(watch(pace, { fromS: 20, missEvery: 6 })).toEqual([]);
  expect(watch(pace, { fromS: 40 })).toHaveLength(1);
  expect(pace.isBehind('a')).toBe(false);
});

test('a camera that sends nothing any more, or whose detector died, is not behind', () => {
  const pace = new KeepingUp();
  watch(pace, { missEvery: 2 });
  expect(pace.changes(60_000)).toEqual(['a']);
  watch(pace, { fromS: 70, missEvery: 2 });
  pace.reset();
  expect(pace.isBehind('a')).toBe(false);
});

test('a handful of pictures says nothing', () => {
  expect(watch(new KeepingUp(), { seconds: 8, fps: 1, missEvery: 1 })).toEqual([]);
});
