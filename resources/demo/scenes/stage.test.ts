import { beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { encodeFrame } from '../encode.ts';
import { scenes } from './index.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, Stage } from './stage.ts';

let collision: Stage;
let quiet: Stage;
beforeAll(() => {
  collision = new Stage(scenes.collision);
  quiet = new Stage(scenes['car-park']);
});

test('the same moment of a scene is the same picture, byte for byte, from another start too', () => {
  const once = collision.pictureAt(20.4).slice();
  collision.pictureAt(3);
  collision.truthAt(33);
  expect(collision.pictureAt(20.4)).toEqual(once);
  expect(new Stage(scenes.collision).pictureAt(20.4)).toEqual(once);
});

test('every frame has its own grain', () => {
  const first = collision.pictureAt(0).slice();
  expect(collision.pictureAt(0.1)).not.toEqual(first);
});

test('every box lies inside the picture and says what was drawn', () => {
  for (const stage of [collision, quiet]) {
    for (let timeS = 0; timeS < stage.seconds; timeS += 4) {
      const { objects } = stage.truthAt(timeS);
      expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
      for (const { bbox, pixels, share } of objects) {
        const [x, y, w, h] = bbox;
        expect(Math.min(x, y, FRAME_WIDTH - x - w, FRAME_HEIGHT - y - h)).toBeGreaterThanOrEqual(0);
        expect(pixels).toBeGreaterThan(0);
        expect(pixels).toBeLessThanOrEqual(w * h);
        expect(share).toBeGreaterThan(0);
      }
    }
  }
});

test('the accident is there from the blow until the cars drive off, with the cars that are in it large enough to see', () => {
  const [crash] = collision.crashes;
  const at = crash?.timeS ?? 0;
  expect(collision.truthAt(at - 0.1).accident).toBeNull();
  const { accident, objects } = collision.truthAt(at + 0.5);
  expect(accident?.ids).toHaveLength(2);
  const cars = objects.filter(({ id }) => accident?.ids.includes(id));
  expect(cars.map(({ label }) => label)).toEqual(['car', 'car']);
  for (const { bbox } of cars) expect(bbox[2]).toBeGreaterThan(60);
  expect(collision.truthAt(35).accident).not.toBeNull();
  expect(collision.truthAt(55).accident).toBeNull();
});

test('people come to the road after the crash', () => {
  const { accident, objects } = collision.truthAt(30);
  const [x = 0, y = 0, w = 0, h = 0] = accident?.bbox ?? [];
  const near = objects.filter(
    ({ label, bbox }) => label === 'person' && bbox[0] > x - 60 && bbox[0] < x + w + 60 && bbox[1] + bbox[3] > y && bbox[1] < y + h,
  );
  expect(near.length).toBeGreaterThanOrEqual(3);
});

test('a car park has no accident, and its parked cars do not move', () => {
  expect(quiet.crashes).toEqual([]);
  const parked = (timeS: number) => quiet.truthAt(timeS).objects.filter(({ id, share }) => id >= 2000 && share === 1);
  expect(parked(1).length).toBeGreaterThan(15);
  expect(parked(59)).toEqual(parked(1));
});

test('a frame is a JPEG of 640 by 360 and of a camera’s usual size', async () => {
  const jpeg = await encodeFrame(collision.pictureAt(12));
  const { format, width, height } = await sharp(jpeg).metadata();
  expect({ format, width, height }).toEqual({ format: 'jpeg', width: 640, height: 360 });
  expect(jpeg.length).toBeGreaterThan(12_000);
  expect(jpeg.length).toBeLessThan(70_000);
});
