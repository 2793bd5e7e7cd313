import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readBrightness } from './brightness-reader.ts';

/** A grey picture with a gradient, a dark square and some noise, so that every block differs. */
function scene(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dark = x > width / 3 && x < width / 2 && y > height / 3;
      pixels[y * width + x] = dark ? 20 + ((x * y) % 13) : Math.min(255, Math.round((x / width) * 200) + ((x * 7 + y * 13) % 31));
    }
  }
  return pixels;
}

function blockMeans(pixels: Buffer, width: number, height: number): number[] {
  const means: number[] = [];
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      let sum = 0;
      for (let y = top; y < top + 8; y++) for (let x = left; x < left + 8; x++) sum += pixels[y * width + x] ?? 0;
      means.push(sum / 64);
    }
  }
  return means;
}

const grey = (width: number, height: number) => sharp(scene(width, height), { raw: { width, height, channels: 1 } });

describe.each([
  { name: 'grey', make: (width: number, height: number) => grey(width, height).toColourspace('b-w').jpeg({ quality: 90 }) },
  { name: '4:2:0', make: (width: number, height: number) => grey(width, height).toColourspace('srgb').jpeg({ quality: 90 }) },
  {
    name: '4:4:4',
    make: (width: number, height: number) => grey(width, height).toColourspace('srgb').jpeg({ quality: 90, chromaSubsampling: '4:4:4' }),
  },
  {
    name: 'own Huffman tables',
    make: (width: number, height: number) => grey(width, height).toColourspace('srgb').jpeg({ quality: 60, optimiseCoding: true }),
  },
])('$name', ({ make }) => {
  test.each([
    [64, 48],
    [320, 240],
    [640, 360],
  ])('%ix%i: every block is its mean brightness', async (width, height) => {
    const grid = readBrightness(await make(width, height).toBuffer());
    const means = blockMeans(scene(width, height), width, height);
    expect([grid?.columns, grid?.rows]).toEqual([width / 8, height / 8]);
    const errors = means.map((mean, at) => Math.abs(mean - (grid?.values[at] ?? 0)));
    expect(Math.max(...errors)).toBeLessThan(2.5);
  });

  test('sizes that are no multiple of a block end in partial blocks', async () => {
    const grid = readBrightness(await make(101, 67).toBuffer());
    expect([grid?.columns, grid?.rows, grid?.values.length]).toEqual([13, 9, 117]);
  });
});

test('a progressive picture is left to the decoder', async () => {
  expect(readBrightness(await grey(64, 64).jpeg({ progressive: true }).toBuffer())).toBeNull();
});

test('a picture cut short is not read', async () => {
  const jpeg = await grey(320, 240).jpeg({ quality: 90 }).toBuffer();
  expect(readBrightness(jpeg.subarray(0, jpeg.length / 2))).toBeNull();
});

test('any damage is answered in bounded time', async () => {
  const jpeg = await grey(160, 120).jpeg({ quality: 70 }).toBuffer();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 2, max: jpeg.length - 1 }), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      (damage) => {
        const changed = new Uint8Array(jpeg);
        for (const [at, value] of damage) changed[at] = value;
        const grid = readBrightness(changed);
        expect(grid === null || grid.values.length === grid.columns * grid.rows).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('restart markers, as some cameras write them, are followed', async () => {
  // Rebuilt by hand from a one-block-per-interval grey picture: libvips writes no restart markers.
  const jpeg = await grey(8, 8).jpeg({ quality: 90 }).toBuffer();
  const frame = jpeg.indexOf(Uint8Array.of(0xff, 0xc0));
  const scan = jpeg.indexOf(Uint8Array.of(0xff, 0xda));
  const scanEnd = scan + 2 + jpeg.readUInt16BE(scan + 2);
  const block = jpeg.subarray(scanEnd, jpeg.length - 2);
  const header = Buffer.from(jpeg.subarray(0, scanEnd));
  header.writeUInt16BE(24, frame + 7);
  const interval = Uint8Array.of(0xff, 0xdd, 0, 4, 0, 1);
  const restarted = Buffer.concat([
    header.subarray(0, scan),
    interval,
    header.subarray(scan),
    block,
    Uint8Array.of(0xff, 0xd0),
    block,
    Uint8Array.of(0xff, 0xd1),
    block,
    Uint8Array.of(0xff, 0xd9),
  ]);
  const one = readBrightness(jpeg)?.values[0] ?? Number.NaN;
  expect(Array.from(readBrightness(restarted)?.values ?? [])).toEqual([one, one, one]);
});
