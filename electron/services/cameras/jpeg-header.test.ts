import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { endsAsJpeg, isWholeJpeg, jpegSize } from './jpeg-header.ts';

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

test('the end of a thumbnail is not the end of the picture', async () => {
  const thumbnail = await blank(16, 16).jpeg().toBuffer();
  const outer = await blank(64, 64).jpeg().toBuffer();
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), thumbnail]);
  segment.writeUInt16BE(thumbnail.length + 2, 2);
  const whole = Buffer.concat([outer.subarray(0, 2), segment, outer.subarray(2)]);
  expect(endsAsJpeg(whole.subarray(0, 2 + segment.length))).toBe(false);
  expect(endsAsJpeg(whole)).toBe(true);
  expect(endsAsJpeg(whole.subarray(0, whole.length - 1))).toBe(false);
  expect(jpegSize(whole)).toEqual({ width: 64, height: 64 });
});

test('any bytes get an answer, and a size is never zero', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), noise]);
      const size = jpegSize(bytes);
      expect(size === null || (size.width > 0 && size.height > 0)).toBe(true);
      expect(endsAsJpeg(bytes) && !isWholeJpeg(bytes)).toBe(false);
    }),
    { numRuns: 500 },
  );
});
