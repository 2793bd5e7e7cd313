import { expect, test } from 'vitest';
import type { ModelInput } from '../../shared/schemas/model.ts';
import { InputTensor } from './input-tensor.ts';
import { letterbox } from './letterbox.ts';

const base: ModelInput = { width: 4, height: 4, color: 'rgb', scale: '0..255', letterbox: 'centre', padding: 114 };
/** Two pixels beside each other: red 10, green 20, blue 30, and 40, 50, 60. */
const picture = { data: Uint8Array.of(10, 20, 30, 40, 50, 60), width: 2, height: 1, channels: 3 };
const place = { ...letterbox(2, 1, base), left: 1, top: 2, width: 2, height: 1 };

const planes = (tensor: InputTensor, slots: number) => {
  const values = Array.from(tensor.first(slots));
  return Array.from({ length: slots * 3 }, (_, plane) => values.slice(plane * 16, plane * 16 + 16));
};
const row = (a: number, b: number) => [114, 114, 114, 114, 114, 114, 114, 114, 114, a, b, 114, 114, 114, 114, 114];

test('planes are red, green, blue with padding around', () => {
  const tensor = new InputTensor(base, 1);
  tensor.write(0, picture, place);
  expect(planes(tensor, 1)).toEqual([row(10, 40), row(20, 50), row(30, 60)]);
});

test('or blue, green, red', () => {
  const tensor = new InputTensor({ ...base, color: 'bgr' }, 1);
  tensor.write(0, picture, place);
  expect(planes(tensor, 1)).toEqual([row(30, 60), row(20, 50), row(10, 40)]);
});

test('a grey picture fills all three', () => {
  const tensor = new InputTensor(base, 1);
  tensor.write(0, { data: Uint8Array.of(7, 8), width: 2, height: 1, channels: 1 }, place);
  expect(planes(tensor, 1)).toEqual([row(7, 8), row(7, 8), row(7, 8)]);
});

test('values can be 0..1', () => {
  const tensor = new InputTensor({ ...base, scale: '0..1' }, 1);
  tensor.write(0, { data: Uint8Array.of(255, 0, 51, 255, 0, 51), width: 2, height: 1, channels: 3 }, place);
  const [red = [], green = [], blue = []] = planes(tensor, 1);
  expect([red[9], green[9], blue[9]].map((value) => Math.round((value ?? 0) * 100))).toEqual([100, 0, 20]);
  expect(Math.round((red[0] ?? 0) * 255)).toBe(114);
});

test('or as ImageNet pictures are brought to zero mean, padding too', () => {
  const tensor = new InputTensor({ ...base, scale: 'imagenet' }, 1);
  tensor.write(0, picture, place);
  const [red = [], green = [], blue = []] = planes(tensor, 1);
  const near = (value: number | undefined, byte: number, mean: number, spread: number) =>
    expect(value).toBeCloseTo((byte - mean) / spread, 4);
  near(red[9], 10, 123.675, 58.395);
  near(green[10], 50, 116.28, 57.12);
  near(blue[9], 30, 103.53, 57.375);
  near(red[0], 114, 123.675, 58.395);
  near(blue[0], 114, 103.53, 57.375);
});

test('a slot that gets a picture of another shape shows nothing of the one before', () => {
  const tensor = new InputTensor(base, 2);
  tensor.write(1, picture, place);
  tensor.write(1, { data: Uint8Array.of(1, 2, 3), width: 1, height: 1, channels: 3 }, { ...place, left: 0, top: 0, width: 1 });
  const expected = (value: number) => [value, ...new Array<number>(15).fill(114)];
  expect(planes(tensor, 2).slice(3)).toEqual([expected(1), expected(2), expected(3)]);
  expect(planes(tensor, 2)[0]).toEqual(new Array<number>(16).fill(114));
});
