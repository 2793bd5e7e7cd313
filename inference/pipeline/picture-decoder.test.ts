import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { letterbox } from './letterbox.ts';
import { decodeColour } from './picture-decoder.ts';

const input = { width: 416, height: 416, color: 'rgb', scale: '0..255', letterbox: 'centre', padding: 114 } as const;
const raw = { width: 640, height: 360, channels: 3 } as const;
/** Slow changes in all three channels: what a lens leaves of a scene, and what JPEG keeps well. */
const pixels = Uint8Array.from({ length: 3 * raw.width * raw.height }, (_, at) => {
  const x = Math.floor(at / 3) % raw.width;
  const y = Math.floor(at / 3 / raw.width);
  return 128 + 100 * Math.sin((x + 40 * (at % 3)) / 50) * Math.cos(y / 30);
});
const scene = () => sharp(pixels, { raw });
let jpeg: Buffer;
beforeAll(async () => {
  jpeg = await scene().jpeg({ quality: 90 }).toBuffer();
});

const decode = (picture: Uint8Array, width: number = raw.width, height: number = raw.height) =>
  decodeColour(picture, letterbox(width, height, input));

test('a picture not much larger than its place is decoded whole, and truly', async () => {
  const { data, width, height, channels } = await decode(jpeg);
  expect([width, height, channels]).toEqual([640, 360, 3]);
  const theirs = await sharp(jpeg).raw().toBuffer();
  const off = theirs.reduce((sum, value, at) => sum + Math.abs(value - (data[at] ?? 0)), 0) / theirs.length;
  // libjpeg-turbo is asked for its fast transform, which rounds down more often.
  expect(off).toBeLessThan(1.5);
});

test('buffers that were given back are used again', async () => {
  const first = await decode(jpeg);
  first.release?.();
  const second = await decode(jpeg);
  expect(second.data.buffer).toBe(first.data.buffer);
  expect((await decode(jpeg)).data.buffer).not.toBe(second.data.buffer);
});

test('a much larger picture comes in the size of its place', async () => {
  const large = await scene().resize(1920, 1080).jpeg().toBuffer();
  expect(await decode(large, 1920, 1080)).toMatchObject({ width: 416, height: 234, channels: 3 });
});

test('what libjpeg-turbo is not for still comes, in the size of its place', async () => {
  const [grey, progressive, png] = await Promise.all([
    scene().toColourspace('b-w').jpeg().toBuffer(),
    scene().jpeg({ progressive: true }).toBuffer(),
    scene().png().toBuffer(),
  ]);
  for (const picture of [grey, progressive, png]) expect(await decode(picture)).toMatchObject({ width: 416, height: 234 });
});

test('stray bytes between segments are let pass, a picture cut short is not', async () => {
  const scan = jpeg.indexOf(Uint8Array.of(0xff, 0xda));
  const stray = Buffer.concat([jpeg.subarray(0, -2), Buffer.from([1, 2, 3]), jpeg.subarray(-2)]);
  expect(await decode(stray)).toHaveProperty('data');
  await expect(decode(jpeg.subarray(0, scan + (jpeg.length - scan) / 3))).rejects.toThrow();
});

test('a header that claims more rows than there are gets no buffer of ours, and the next picture is fine', async () => {
  const wrong = Buffer.from(jpeg);
  wrong.writeUInt16BE(4000, wrong.indexOf(Uint8Array.of(0xff, 0xc0)) + 5);
  const { width, height } = await decode(wrong);
  expect([width, height]).toEqual([416, 234]);
  expect((await decode(jpeg)).width).toBe(640);
});
