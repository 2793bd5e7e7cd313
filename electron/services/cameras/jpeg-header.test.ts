import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { isWholeJpeg, jpegSize } from './jpeg-header.ts';

const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#456' } });

test.each([
  ['baseline', 640, 360, { progressive: false }],
  ['progressive', 321, 17, { progressive: true }],
  ['one pixel', 1, 1, {}],
])('reads the size of a %s JPEG', async (_name, width, height, options) => {
  const bytes = await blank(width, height).jpeg(options).toBuffer();
  expect(isWholeJpeg(bytes)).toBe(true);
  expect(jpegSize(bytes)).toEqual({ width, height });
});

test('reads past metadata with a thumbnail in it', async () => {
  const bytes = await blank(200, 100)
    .withExif({ IFD0: { Copyright: 'x'.repeat(500) } })
    .jpeg()
    .toBuffer();
  expect(jpegSize(bytes)).toEqual({ width: 200, height: 100 });
});

test('padding after the end marker is accepted, a missing end is not', async () => {
  const bytes = await blank(64, 64).jpeg().toBuffer();
  expect(isWholeJpeg(Buffer.concat([bytes, Buffer.alloc(200)]))).toBe(true);
  expect(isWholeJpeg(bytes.subarray(0, bytes.length - 3))).toBe(false);
  expect(isWholeJpeg(bytes.subarray(1))).toBe(false);
  expect(isWholeJpeg(new Uint8Array())).toBe(false);
});

test('any bytes get an answer, and a size is never zero', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), noise]);
      const size = jpegSize(bytes);
      expect(size === null || (size.width > 0 && size.height > 0)).toBe(true);
      expect(typeof isWholeJpeg(bytes)).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});
