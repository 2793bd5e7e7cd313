import { expect, test } from 'vitest';
import { sizeOf } from '../cast.ts';
import { scenes } from '../scenes/index.ts';
import { sceneNames } from '../scenes/script.ts';
import { overlapOf } from './footprint.ts';
import { Path } from './path.ts';
import { aspectAt } from './signals.ts';
import { driveTraffic, type Trip } from './traffic.ts';
import { walkerAt } from './walk.ts';

const straight = (from: number, to: number): Path =>
  new Path([
    [from, 0],
    [to, 0],
  ]);
const trip = (change: Partial<Trip> = {}): Trip => ({ kind: 'sedan', enterS: 0, speed: 12, path: straight(0, 200), ...change });

test.each([
  ['collision', 20],
  ['rear-end', 30],
] as const)('the %s scene has its one crash at about %i s', (name, timeS) => {
  const { crashes } = driveTraffic(scenes[name].trips, scenes[name].signals, scenes[name].seconds);
  expect(crashes).toHaveLength(1);
  expect(Math.abs((crashes[0]?.timeS ?? 0) - timeS)).toBeLessThan(0.5);
  expect(crashes[0]?.closingSpeed).toBeGreaterThan(8);
});

test.each(['traffic', 'car-park'] as const)('in the %s scene nothing touches anything', (name) => {
  const { states, crashes } = driveTraffic(scenes[name].trips, scenes[name].signals, scenes[name].seconds);
  expect(crashes).toEqual([]);
  expect(Math.max(...states.map((present) => present.length))).toBeGreaterThan(1);
});

test.each(sceneNames)('the %s scene begins and ends without anybody in the middle of it, so that it can be looped', (name) => {
  const { trips, signals, seconds, eye, aim, walks } = scenes[name];
  const { states } = driveTraffic(trips, signals, seconds);
  const middle = (x: number, y: number): boolean => Math.hypot(x - aim[0], y - aim[1]) < Math.hypot(eye[0] - aim[0], eye[1] - aim[1]);
  for (const present of [states[0] ?? [], states.at(-1) ?? []]) expect(present.filter(({ x, y }) => middle(x, y))).toEqual([]);
  for (const timeS of [0, seconds]) {
    expect(walks.map((walk, i) => walkerAt(walk, i, timeS)).filter((walker) => walker && middle(walker.x, walker.y))).toEqual([]);
  }
});

test.each(sceneNames)('nobody jumps in the %s scene', (name) => {
  const { trips, signals, seconds, walks } = scenes[name];
  const { states, stepS } = driveTraffic(trips, signals, seconds);
  let farthest = 0;
  for (const [step, present] of states.entries()) {
    for (const now of present) {
      const before = states[step - 1]?.find((other) => other.trip === now.trip);
      if (before) farthest = Math.max(farthest, Math.hypot(now.x - before.x, now.y - before.y));
    }
  }
  // 16 m/s is the fastest anybody drives; a blow may shift a car by some centimetres more.
  expect(farthest).toBeLessThan(17 * stepS + 0.4);
  for (const [i, walk] of walks.entries()) {
    for (let timeS = 0.1; timeS < seconds; timeS += 0.1) {
      const [before, now] = [walkerAt(walk, i, timeS - 0.1), walkerAt(walk, i, timeS)];
      if (before && now) expect(Math.hypot(now.x - before.x, now.y - before.y)).toBeLessThan(0.3);
    }
  }
});

test('a follower keeps its distance and stops behind a car that stops', () => {
  const { states, crashes } = driveTraffic([trip({ halt: [8, 40] }), trip({ enterS: 2, speed: 15 })], [], 40);
  expect(crashes).toEqual([]);
  const [lead, follower] = states.at(-1) ?? [];
  const gap = (lead?.x ?? 0) - (follower?.x ?? 0) - sizeOf('sedan')[0];
  expect(follower?.speed).toBeLessThan(0.1);
  expect(gap).toBeGreaterThan(1.2);
  expect(gap).toBeLessThan(4);
});

test('a driver who looks at nothing runs into the car ahead; both end up standing, and apart', () => {
  const { states, crashes } = driveTraffic([trip({ halt: [4, 40] }), trip({ enterS: 3, blind: [0, 40] })], [], 30);
  expect(crashes).toHaveLength(1);
  const [a, b] = (states.at(-1) ?? []).map(({ x, y, yaw }) => ({ x, y, yaw, length: 4.55, width: 1.75 }));
  expect((states.at(-1) ?? []).map(({ speed }) => speed)).toEqual([0, 0]);
  expect(a && b ? (overlapOf(a, b)?.depth ?? 0) : 9).toBeLessThan(0.2);
});

test('drivers wait at red and go at green', () => {
  const plan = [['x', 20, 40]] as const;
  const { states, stepS } = driveTraffic([trip({ stopLine: { at: 80, road: 'x' } })], plan, 40);
  const front = (timeS: number): number => (states[Math.round(timeS / stepS)]?.[0]?.x ?? 0) + sizeOf('sedan')[0] / 2;
  expect(front(19)).toBeGreaterThan(76);
  expect(front(19)).toBeLessThan(80);
  expect(front(27)).toBeGreaterThan(85);
  expect([aspectAt(plan, 'x', 19), aspectAt(plan, 'x', 39), aspectAt(plan, 'x', 41), aspectAt(plan, 'x', 43)]).toEqual([
    'red',
    'green',
    'amber',
    'red',
  ]);
});

test('bends are taken slowly', () => {
  const path = new Path(
    [
      [0, 0],
      [60, 0],
      [60, 60],
    ],
    8,
  );
  expect(path.speedLimit(5)).toBeGreaterThan(9);
  expect(Math.min(...Array.from({ length: 100 }, (_, s) => path.speedLimit(s)))).toBeCloseTo(Math.sqrt(2.4 * 8), 0);
});
