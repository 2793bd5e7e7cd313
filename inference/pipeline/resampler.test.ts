import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { resampleCode } from './resample-code.ts';
import { Resampler } from './resampler.ts';

const levels = { factor: [1, 1, 1], offset: [0, 0, 0] } as const;

/** Interleaved pixels from a rule. */
function picture(width: number, height: number, level: (x: number, y: number, channel: number) => number): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return level(pixel % width, Math.floor(pixel / width), at % 3);
  });
}

test('the program is what its source says', async () => {
  const source = await readFile(new URL('./resample.wat', import.meta.url), 'utf8');
  const module = (await wabt()).parseWat('resample.wat', source, { simd: true });
  expect(Buffer.from(module.toBinary({}).buffer).toString('base64')).toBe(resampleCode);
});

test.each([
  [640, 360, 416, 234],
  [641, 483, 416, 313],
  [1280, 720, 416, 234],
  [320, 240, 416, 312],
  [5, 3, 2, 2],
  [1, 1, 7, 5],
  [3, 900, 1, 416],
])('an even surface of %i x %i keeps its levels at %i x %i', (width, height, toWidth, toHeight) => {
  const data = picture(width, height, (_x, _y, channel) => [0, 97, 255][channel] ?? 0);
  const planes = new Resampler({ width, height }, { width: toWidth, height: toHeight }, levels).planes(data);
  const size = toWidth * toHeight;
  expect(planes).toHaveLength(3 * size);
  [0, 97, 255].forEach((level, channel) => {
    const off = planes.subarray(channel * size, (channel + 1) * size).map((value) => Math.abs(value - level));
    expect(off.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(0.01);
  });
});

test('a ramp stays one, with the centre of the picture in the centre', () => {
  const data = picture(200, 90, (x, y, channel) => (channel === 0 ? x : channel === 1 ? y : 0));
  const to = { width: 128, height: 60 };
  const planes = new Resampler({ width: 200, height: 90 }, to, levels).planes(data);
  for (const [x, y] of [
    [2, 2],
    [64, 30],
    [125, 57],
  ] as const) {
    expect(Math.abs((planes[y * 128 + x] ?? 0) - (((x + 0.5) * 200) / 128 - 0.5))).toBeLessThan(0.1);
    expect(Math.abs((planes[128 * 60 + y * 128 + x] ?? 0) - (((y + 0.5) * 90) / 60 - 0.5))).toBeLessThan(0.1);
  }
});

test('making smaller agrees with libvips within its rounding', async () => {
  const raw = { width: 640, height: 360, channels: 3 } as const;
  const data = picture(640, 360, (x, y, channel) => (((x * 7919 + y * 104_729 + channel * 31) % 251) ^ (x * y)) & 255);
  const theirs = await sharp(data, { raw }).resize(416, 234, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  const planes = new Resampler(raw, { width: 416, height: 234 }, levels).planes(data);
  let most = 0;
  planes.forEach((value, at) => {
    const pixel = at % (416 * 234);
    most = Math.max(most, Math.abs(value - (theirs[3 * pixel + Math.floor(at / (416 * 234))] ?? 0)));
  });
  expect(most).toBeLessThan(2.5);
});

test('levels are scaled for each channel', () => {
  const scale = { factor: [1 / 255, 1, 2], offset: [0, -5, 1] } as const;
  const planes = new Resampler({ width: 4, height: 4 }, { width: 2, height: 2 }, scale).planes(picture(4, 4, () => 51));
  expect([planes[0], planes[4], planes[8]].map((value) => Math.round((value ?? 0) * 100) / 100)).toEqual([0.2, 46, 103]);
});
