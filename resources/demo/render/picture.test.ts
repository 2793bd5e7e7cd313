import { expect, test } from 'vitest';
import { createVehicle } from '../cast.ts';
import { lightOf } from '../lights.ts';
import { seededRandom } from '../random.ts';
import { readTruth } from '../truth.ts';
import { groundMesh, stand } from '../world/things.ts';
import { buildBackdrop } from './backdrop.ts';
import { lookAt } from './camera.ts';
import { buildLightTables } from './light.ts';
import { MaterialTable, srgb } from './material.ts';
import { type Actor, PictureMaker } from './picture.ts';

const WIDTH = 320;
const HEIGHT = 180;

/** A plain plane without sun or noise, so that whatever differs from the empty picture is the thing itself. */
function studio() {
  const materials = new MaterialTable();
  const tables = buildLightTables({ ...lightOf('overcast', 0, 90), sunColour: [0, 0, 0], haze: 0 });
  const camera = lookAt([-12, -9, 6], [0, 0, 0.5], { fovDeg: 50, width: WIDTH, height: HEIGHT });
  const ground = stand(materials, groundMesh(), [{ colour: srgb(250, 20, 250) }], { x: 0, y: 0, yaw: 0 });
  const backdrop = buildBackdrop(camera, [ground], materials, tables);
  const maker = new PictureMaker(backdrop, materials, tables, { noise: 0, vignette: 0, exposure: 1, saturation: 1, contrast: 1 });
  const random = seededRandom(3);
  const [car] = createVehicle(materials, random, 'mpv', 7);
  const [van] = createVehicle(materials, random, 'van', 9);
  if (!car || !van) throw new Error('no vehicle');
  return { maker, car, van };
}

/** The actor without the shade under it. */
const floating = (actor: Actor): Actor => ({ ...actor, footprint: null });

test('a box holds exactly the pixels that were drawn', () => {
  const { maker, car } = studio();
  const actor = floating(car.actor({ x: 1, y: 0.5, yaw: 0.6 }));
  const empty = maker.draw([], [], 1).slice();
  const full = maker.draw([actor], [], 1);
  const columns: number[] = [];
  const rows: number[] = [];
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    if ([0, 1, 2].every((k) => full[i * 3 + k] === empty[i * 3 + k])) continue;
    columns.push(i % WIDTH);
    rows.push(Math.floor(i / WIDTH));
  }
  const { samples, whole } = maker.drawObjects([actor]);
  const [found] = readTruth(samples, [car], whole);
  expect(found).toMatchObject({ id: 7, label: 'car', share: 1 });
  const [x = 0, y = 0, w = 0, h = 0] = found?.bbox ?? [];
  expect(Math.floor(x)).toBe(Math.min(...columns));
  expect(Math.floor(y)).toBe(Math.min(...rows));
  expect(Math.ceil(x + w) - 1).toBe(Math.max(...columns));
  expect(Math.ceil(y + h) - 1).toBe(Math.max(...rows));
});

test('what stands in front hides part of what is behind, whatever the order they are given in', () => {
  const { maker, car, van } = studio();
  const behind = floating(car.actor({ x: 2, y: 1, yaw: 0 }));
  const front = floating(van.actor({ x: -1.5, y: -1.5, yaw: 0 }));
  const boxes = (actors: readonly Actor[]) => {
    const { samples, whole } = maker.drawObjects(actors);
    return readTruth(samples, [car, van], whole);
  };
  const [alone] = boxes([behind]);
  const [hidden, inFront] = boxes([front, behind]);
  expect(boxes([behind, front])).toEqual([hidden, inFront]);
  expect(hidden?.pixels).toBeLessThan(alone?.pixels ?? 0);
  expect(inFront?.share).toBe(1);
});

test('a picture is not changed by what was drawn before it', () => {
  const { maker, car, van } = studio();
  const actor = car.actor({ x: 0, y: 0, yaw: 1 });
  const first = maker.draw([actor], [], 5).slice();
  maker.draw([van.actor({ x: 2, y: 1, yaw: 2 })], [{ at: [0, 0, 1], radius: 1, colour: [1, 1, 1], strength: 1 }], 6);
  maker.drawObjects([van.actor({ x: 1, y: 1, yaw: 2 })]);
  expect(maker.draw([actor], [], 5)).toEqual(first);
});

test('things behind the camera and around it are left out or cut, not wrapped round', () => {
  const { maker, car } = studio();
  const empty = maker.draw([], [], 1).slice();
  expect(maker.draw([floating(car.actor({ x: -40, y: -30, yaw: 0 }))], [], 1)).toEqual(empty);
  const { samples, whole } = maker.drawObjects([floating(car.actor({ x: -12, y: -9, z: 4, yaw: 0.64 }))]);
  const [cut] = readTruth(samples, [car], whole);
  const [x = 0, y = 0, w = 0, h = 0] = cut?.bbox ?? [];
  expect([x >= 0, y >= 0, x + w <= WIDTH, y + h <= HEIGHT]).toEqual([true, true, true, true]);
});
